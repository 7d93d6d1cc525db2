// What the counter needs from the rest of the device: to have events recorded, to find people, to
// show a card. Implemented by the journal, the profiles and the web; called on the loop thread, and
// every callback comes back on it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "core/finding.hpp"
#include "core/lookup.hpp"
#include "core/people.hpp"
#include "core/result.hpp"

namespace touchpoint::counter {

class Recorder {
 public:
  virtual ~Recorder() = default;
  // `done` comes after the commit is on stable storage. Errors: retry_later (the queue is full, or
  // the disk is), refused (the id is taken by another event), damaged (the journal has failed).
  virtual void record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) = 0;
};

class ProfileFinder {
 public:
  virtual ~ProfileFinder() = default;
  // Who has these (normalised) identifiers? Those that are one person's alone must all lead to the
  // same profile, else `ambiguous`. One that several people have is `shared`: it says of nobody who
  // they are, alone or beside others.
  virtual void find(std::vector<Identifier> identifiers,
                    std::move_only_function<void(Result<Finding>)> done) = 0;
  // One profile by its id.
  virtual void read(std::string profile, std::move_only_function<void(Result<Finding>)> done) = 0;
  // Who may be meant by what somebody says; a later question of the same asker ends this one.
  virtual void find_people(PeopleQuestion question,
                           std::move_only_function<void(Result<PeopleAnswer>)> done) = 0;
};

// The central profile store, for whom the replica does not know.
class Hub {
 public:
  virtual ~Hub() = default;
  // Whether there is one to be asked: the device is enrolled, and lookups are not switched off.
  virtual bool may_ask() const = 0;
  // `done` comes within the configured budget. Whoever was found by identifiers or by id is in the
  // replica by then. Errors: retry_later, refused.
  virtual void look_up(Lookup lookup, std::move_only_function<void(Result<LookupAnswer>)> done) = 0;
};

}  // namespace touchpoint::counter
