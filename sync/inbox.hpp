// Inbox keeps the replica as new as the hub says that it could be: it hears of news, pulls pages of
// the change feed one at a time and has each applied before it asks for the next.
//
// It owns no storage and no socket. Loop thread; after the destructor nothing of it is called.
//
// Promises: there is never more than one pull; a page that is not what the contract says is applied
// neither whole nor in part; whatever a broker says, pulls are at least Tuning::pull_gap apart.
//
//   state      what happens                        next
//   ---------  ----------------------------------  ---------------------------------------------
//   resting    news of another epoch, or newer     pulling
//   resting    the replica's "as of" got old       pulling
//   resting    nobody pushes, and it is time       asks for news
//   pulling    a page with more behind it          applies it; pulling
//   pulling    the last page                       applies it; resting
//   pulling    an error, or a page that is wrong   told as a problem; waiting
//   waiting    the backoff is over                 pulling
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/random.hpp"
#include "loop/loop.hpp"
#include "sync/backoff.hpp"
#include "sync/hub_reader.hpp"
#include "sync/tuning.hpp"

namespace touchpoint::sync {

class Inbox {
 public:
  struct Callbacks {
    std::function<void(const News&)> on_news{};  // whatever they say
    std::function<void()> on_contact;            // the hub answered as it should
    std::function<void()> on_applied;            // a page is in the replica; more may follow
    // `answered`: the hub did, and what it said or the replica is the problem.
    std::function<void(const std::string& sentence, bool answered)> on_problem;
  };

  // The references outlive the inbox.
  Inbox(Loop& loop, Random& random, ReplicaStore& replica, HubReader& reader, const Tuning& tuning,
        Callbacks callbacks);

  void start();  // pulls once, whatever the news
  void hear(const News& news);
  // The hub has a change that the replica may not have yet: pulls it.
  void reach(const std::string& epoch, std::int64_t change);
  // Whether somebody pushes news; while nobody does, they are asked for.
  void pushed(bool pushed);

 private:
  void pull();
  void take(const FeedCursor& asked, ChangePage page);
  void rest();
  void trouble(const std::string& sentence, bool answered);
  void plan_poll();
  void poll();

  Loop& loop_;
  ReplicaStore& replica_;
  HubReader& reader_;
  Random& random_;
  const Tuning tuning_;
  const Callbacks callbacks_;

  bool started_ = false;
  bool busy_ = false;    // pulling, waiting, or in the gap after a pull
  bool wanted_ = false;  // news came meanwhile
  bool pushed_ = false;
  Tuning::Duration poll_interval_;
  Timer next_;  // the next pull: after a gap, a backoff or when "as of" got old
  Timer poll_timer_;
  bool polling_ = false;
  Backoff backoff_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint::sync
