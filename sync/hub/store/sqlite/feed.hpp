// Feed decides what each store's devices are told: which profiles they hold, why, and in which
// order the changes of them become visible. FORMAT.md, "Feed".
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

enum class HoldReason {
  home,
  visit,
  collect,
  lookup,  // a device of the store has asked for them
};

struct FeedRow {
  std::int64_t profile = 0;  // its row
  std::int64_t change = 0;
  bool gone = false;
};

class Feed {
 public:
  explicit Feed(Session& session) : session_(session) {}

  Result<void> hold(std::int64_t profile, const std::string& store, HoldReason reason, WallTime at);
  Result<void> let_go(std::int64_t profile, const std::string& store, HoldReason reason);
  // A profile has one home.
  Result<void> set_home(std::int64_t profile, const std::string& store, WallTime at);
  Result<bool> has_home(std::int64_t profile);
  // Whether the store's devices are told of the person already.
  Result<bool> holds(std::int64_t head, const std::string& store);
  // When the profile was last seen in the store; nullopt: never.
  Result<std::optional<WallTime>> last_visit(std::int64_t profile, const std::string& store);
  // Whom a store held for no other reason than `visit` or `lookup` is gone there.
  Result<void> end_before(WallTime time, HoldReason reason);

  // The profile changed, or that of the person it was joined to (graph.hpp): written by flush(),
  // once however often it was touched.
  void touch(std::int64_t profile) { touched_.insert(profile); }
  // The next number, for something else that the store's devices are to be told (tasks.hpp).
  Result<std::int64_t> tell(const std::string& store);
  // Gives the touched profiles their next version and number. Returns the stores concerned, also
  // by tell().
  Result<std::vector<std::string>> flush();
  // The work in hand was rolled back.
  void forget();

  Result<std::string> epoch();
  Result<void> renew_epoch(const std::string& epoch);
  Result<std::int64_t> change();
  Result<std::int64_t> newest(const std::string& store);  // of whatever its devices are told
  // Rows behind `since`, oldest first.
  Result<std::vector<FeedRow>> after(const std::string& store, std::int64_t since,
                                     std::size_t limit);

 private:
  Result<std::optional<std::int64_t>> head_of(std::int64_t record);
  Result<std::int64_t> next_change();
  Result<void> write(std::int64_t person, std::set<std::string>& stores);
  Result<void> number(std::int64_t profile, const std::vector<std::string>& holding,
                      std::set<std::string>& stores);

  Session& session_;
  std::set<std::int64_t> touched_;
  std::set<std::string> told_;  // stores
};

}  // namespace touchpoint::hub
