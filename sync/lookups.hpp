// Lookups asks the hub for whom the replica does not know, over a connection of its own: no page of
// the feed is in the way. What an identifier or an id leads to comes into the replica by the feed,
// as everything does; the answer waits for that.
//
// Loop thread; after the destructor nothing of it is called.
//
// Promise: `done` is called once, never from inside the call, and not later than the budget.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "core/lookup.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "sync/inbox.hpp"
#include "sync/ports.hpp"

namespace touchpoint::sync {

class Lookups {
 public:
  using Done = std::move_only_function<void(Result<LookupAnswer>)>;

  // How the hub is asked: HttpsReader::look_up.
  using Hub = std::function<void(const Lookup&, std::chrono::milliseconds, Done)>;

  // The references outlive it.
  Lookups(Loop& loop, ReplicaStore& replica, Inbox& inbox, Hub hub)
      : loop_(loop), replica_(replica), inbox_(inbox), hub_(std::move(hub)) {}

  // `retry_later` when there is no answer, or what it speaks of is not in the replica, within the
  // budget; `refused` when this hub answers no such question.
  void ask(const Lookup& lookup, std::chrono::milliseconds budget, Done done);
  // The replica has grown.
  void applied();
  // Whoever waits is told that there is no answer: before this ends, unless nobody is there any
  // more to be told.
  void give_up();

 private:
  struct Asking {
    Done done;
    std::shared_ptr<bool> waits;           // ends with it
    std::optional<LookupAnswer> answer{};  // that the replica is waited for
    Timer budget;
  };
  using Place = std::list<Asking>::iterator;

  void answered(Place place, bool by_key, Result<LookupAnswer> answer);
  bool is_here(const LookupAnswer& answer) const;
  void end(Place place, Result<LookupAnswer> answer);

  Loop& loop_;
  ReplicaStore& replica_;
  Inbox& inbox_;
  const Hub hub_;
  std::list<Asking> asking_;
};

}  // namespace touchpoint::sync
