// VoiceBox holds what staff have said of their work until enough of them have, and then lets it go
// in random order: one small sealed file of the state folder, replaced whole with each answer, so
// that neither it nor the journal tells in which order the answers came, or whose one is.
//
// An answer to a question lies with the others to that question, not with what the same person said
// to the next one. Who has answered is kept apart from them: a keyed hash of the name, whose key is
// random, of this wave alone, and goes with it. A wave is one version of one survey. When another
// is asked, or none for two weeks, what has waited in vain is deleted unread: settings that forget
// the survey by mistake end no wave, and let nobody answer twice.
//
// Blocks; used by one thread. Promise: what was put in is on stable storage, and leaves once: it is
// given the ids of its events before the first of them is recorded.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/uuid.hpp"
#include "core/voice.hpp"
#include "crypto/seal.hpp"

namespace touchpoint {

struct VoiceWave {
  std::string survey;  // empty: staff are asked nothing
  int version = 0;
  // So many answers to a question leave together; it never becomes less while the wave lasts.
  int minimum = 0;

  bool operator==(const VoiceWave&) const = default;
};

class VoiceBox {
 public:
  VoiceBox(std::filesystem::path file, const Digest& key, const Clock& clock, Random& random);

  // Returns a sentence for the operator: a file that could not be read was set aside, or a wave
  // ended with answers that nobody will see; empty: neither.
  Result<std::string> open(const VoiceWave& wave);

  VoiceStanding standing(const std::string& staff) const;
  // False: they have answered before.
  Result<bool> put(const std::string& staff, std::vector<Voice> voices);
  Result<void> postpone(const std::string& staff);

  // An event on its way to the journal.
  struct Leaving {
    Uuid id;
    std::string data;  // of the event
  };
  const std::vector<Leaving>& leaving() const { return state_.leaving; }
  // These are recorded; others may have begun to leave meanwhile.
  Result<void> left(const std::vector<Uuid>& recorded);

 private:
  using Token = std::string;
  struct State {
    VoiceWave wave;
    Digest key{};
    std::set<Token> answered;
    std::set<Token> postponed;
    WallTime unasked_since{};  // 1970: it is asked
    std::vector<Voice> waiting;
    std::vector<Leaving> leaving;
  };
  Result<State> read();
  // As this wave goes on with it, or a new one begins.
  State carried_on(State found, const VoiceWave& wave, std::string& notice);
  Result<void> commit(State next);
  Token token_of(const std::string& staff) const;
  void let_full_groups_go(State& state);
  std::size_t any_below(std::size_t count);
  template <class T>
  void shuffle(std::vector<T>& items);

  const std::filesystem::path file_;
  crypto::Sealer sealer_;
  const Clock& clock_;
  Random& random_;
  UuidSource ids_;
  State state_;
};

}  // namespace touchpoint
