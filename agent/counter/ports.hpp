// What the counter needs from the rest of the device: to have events recorded, to find people, to
// show a card. Implemented by the journal, the profiles and the web; called on the loop thread, and
// every callback comes back on it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/event.hpp"
#include "core/identifier.hpp"
#include "core/profile.hpp"
#include "core/result.hpp"

namespace touchpoint::counter {

struct Recorded {
  Uuid id;
  std::int64_t sequence = 0;
  WallTime at{};
  bool repeated = false;  // the same event was recorded before; nothing was written
};

class Recorder {
 public:
  virtual ~Recorder() = default;
  // `done` comes after the commit is on stable storage. Errors: retry_later (the queue is full, or
  // the disk is), refused (the id is taken by another event), damaged (the journal has failed).
  virtual void record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) = 0;
};

// What the replica can say, and how fresh that is.
struct Freshness {
  std::optional<WallTime> as_of;      // the centre's state that it holds; nullopt: never pulled
  std::optional<std::int64_t> age_s;  // since then, by boot time where that is known
};

enum class WhyUnknown { not_in_replica, ambiguous, not_configured, lease_expired, no_replica };
std::string_view to_text(WhyUnknown why);

struct Finding {
  std::optional<Profile> profile;  // with history, journal rows on top; without identifiers
  IdentifierKind by{};             // which identifier found it
  WhyUnknown why = WhyUnknown::not_in_replica;  // when there is none
  Freshness freshness;
};

class ProfileFinder {
 public:
  virtual ~ProfileFinder() = default;
  // Who has these (normalised) identifiers? All must lead to the same profile, else `ambiguous`.
  virtual void find(std::vector<Identifier> identifiers,
                    std::move_only_function<void(Result<Finding>)> done) = 0;
  // One profile by its id.
  virtual void read(std::string profile, std::move_only_function<void(Result<Finding>)> done) = 0;
};

}  // namespace touchpoint::counter
