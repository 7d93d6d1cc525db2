// StaffVoices asks staff how they find their work, and records what enough of them have said
// (voice_box.hpp): the events name nobody, and stand in the journal in random order.
//
// Lives on the loop thread; the box is the slow worker's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/voice.hpp"
#include "counter/ports.hpp"
#include "loop/loop.hpp"
#include "loop/worker.hpp"
#include "voice_box.hpp"

namespace touchpoint {

class StaffVoices {
 public:
  template <class T>
  using Done = std::move_only_function<void(Result<T>)>;

  // What is passed by reference outlives it; the slow worker is stopped before it goes.
  StaffVoices(Loop& loop, Worker& slow, const Clock& clock, counter::Recorder& recorder,
              std::string touchpoint, std::unique_ptr<VoiceBox> box);

  // What had begun to leave when the program ended goes on.
  void start();

  void standing(std::string staff, Done<VoiceStanding> done);
  // `done` comes after the commit. False: they have answered before.
  void answer(std::string staff, std::vector<Voice> voices, Done<bool> done);
  void postpone(std::string staff, Done<void> done);

 private:
  template <class T, class Work>
  void ask(Work work, Done<T> done);
  void look();
  void record(const std::vector<VoiceBox::Leaving>& leaving);
  void recorded(std::vector<Uuid> events);
  void try_again();

  Loop& loop_;
  Worker& slow_;
  const Clock& clock_;
  counter::Recorder& recorder_;
  const std::string touchpoint_;
  std::unique_ptr<VoiceBox> box_;  // after the first call the slow worker's
  bool leaving_ = false;           // a batch is being recorded
  Timer again_;
};

}  // namespace touchpoint
