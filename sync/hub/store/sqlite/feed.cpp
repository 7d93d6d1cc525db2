#include "sync/hub/store/sqlite/feed.hpp"

#include <algorithm>

namespace touchpoint::hub {
namespace {

std::string_view to_text(HoldReason reason) {
  switch (reason) {
    case HoldReason::home:
      return "home";
    case HoldReason::visit:
      return "visit";
    case HoldReason::collect:
      return "collect";
    case HoldReason::lookup:
      return "lookup";
  }
  return "";
}

// The texts of the first column of each row.
Result<std::vector<std::string>> all_texts(sqlite::Rows rows) {
  std::vector<std::string> texts;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return texts;
    texts.emplace_back(rows.text(0));
  }
}

}  // namespace

Result<void> Feed::hold(std::int64_t profile, const std::string& store, HoldReason reason,
                        WallTime at) {
  touch(profile);
  return session_.run(
      "INSERT INTO profile_stores (profile, store, reason, at_ms)"
      " VALUES (?, ?, ?, ?) ON CONFLICT (profile, store, reason)"
      " DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)",
      profile, store, to_text(reason), to_ms(at));
}

Result<void> Feed::let_go(std::int64_t profile, const std::string& store, HoldReason reason) {
  touch(profile);
  return session_.run("DELETE FROM profile_stores WHERE profile = ? AND store = ? AND reason = ?",
                      profile, store, to_text(reason));
}

Result<void> Feed::set_home(std::int64_t profile, const std::string& store, WallTime at) {
  TP_CHECK(
      session_.run("DELETE FROM profile_stores WHERE profile = ? AND reason = 'home'"
                   " AND store <> ?",
                   profile, store));
  return hold(profile, store, HoldReason::home, at);
}

Result<bool> Feed::has_home(std::int64_t profile) {
  TP_TRY(const auto found, session_.integer("SELECT 1 FROM profile_stores WHERE profile = ?"
                                            " AND reason = 'home' LIMIT 1",
                                            profile));
  return found.has_value();
}

Result<std::optional<WallTime>> Feed::last_visit(std::int64_t profile, const std::string& store) {
  TP_TRY(const auto at, session_.integer("SELECT at_ms FROM profile_stores WHERE profile = ?"
                                         " AND store = ? AND reason = 'visit'",
                                         profile, store));
  return at ? std::optional{from_ms(*at)} : std::nullopt;
}

Result<bool> Feed::holds(std::int64_t head, const std::string& store) {
  TP_TRY(const auto found, session_.integer("SELECT 1 FROM feed WHERE store = ? AND profile = ?"
                                            " AND gone = 0",
                                            store, head));
  return found.has_value();
}

Result<void> Feed::end_before(WallTime time, HoldReason reason) {
  // Each with its own index.
  const char* sql = reason == HoldReason::visit
                        ? "DELETE FROM profile_stores WHERE reason = 'visit' AND at_ms < ?"
                          " RETURNING profile"
                        : "DELETE FROM profile_stores WHERE reason = 'lookup' AND at_ms < ?"
                          " RETURNING profile";
  TP_TRY(auto rows, session_.query(sql, to_ms(time)));
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return success();
    touch(rows.integer(0));
  }
}

Result<std::int64_t> Feed::tell(const std::string& store) {
  told_.insert(store);
  return next_change();
}

Result<std::vector<std::string>> Feed::flush() {
  std::set<std::string> stores = told_;
  std::set<std::int64_t> people;
  std::vector<std::int64_t> others;
  for (const auto record : touched_) {
    TP_TRY(const auto head, head_of(record));
    people.insert(head.value_or(record));
    if (head) others.push_back(record);
  }
  for (const auto person : people) {
    TP_CHECK(write(person, stores));
  }
  for (const auto record : others) {
    TP_CHECK(number(record, {}, stores));
  }
  forget();
  return std::vector<std::string>(stores.begin(), stores.end());
}

void Feed::forget() {
  touched_.clear();
  told_.clear();
}

// Whatever store holds one of the person's records holds the person.
Result<void> Feed::write(std::int64_t person, std::set<std::string>& stores) {
  TP_CHECK(session_.run("UPDATE profiles SET version = version + 1 WHERE id = ?", person));
  TP_TRY(auto held, session_.query("SELECT store FROM profile_stores WHERE profile = ?1 UNION"
                                   " SELECT store FROM joined JOIN profile_stores"
                                   " ON profile_stores.profile = joined.profile WHERE head = ?1",
                                   person));
  TP_TRY(const auto holding, all_texts(std::move(held)));
  return number(person, holding, stores);
}

// The next number, under which the stores that hold the profile are told of it, and those that do
// so no more that it is gone.
Result<void> Feed::number(std::int64_t profile, const std::vector<std::string>& holding,
                          std::set<std::string>& stores) {
  TP_TRY(auto left,
         session_.query("SELECT store FROM feed WHERE profile = ?1 AND gone = 0", profile));
  TP_TRY(auto leaving, all_texts(std::move(left)));
  std::erase_if(leaving, [&](const auto& store) {
    return std::ranges::find(holding, store) != holding.end();
  });
  if (holding.empty() && leaving.empty()) return success();
  TP_TRY(const auto change, next_change());
  for (const auto& store : holding) {
    TP_CHECK(
        session_.run("INSERT INTO feed (store, profile, change, gone) VALUES (?, ?, ?, 0)"
                     " ON CONFLICT (store, profile) DO UPDATE SET change = excluded.change,"
                     " gone = 0",
                     store, profile, change));
    stores.insert(store);
  }
  for (const auto& store : leaving) {
    TP_CHECK(session_.run("UPDATE feed SET change = ?, gone = 1 WHERE store = ? AND profile = ?",
                          change, store, profile));
    stores.insert(store);
  }
  return success();
}

// Whose person the record is, when that is not its own.
Result<std::optional<std::int64_t>> Feed::head_of(std::int64_t record) {
  return session_.integer("SELECT head FROM joined WHERE profile = ?", record);
}

Result<std::int64_t> Feed::next_change() {
  TP_TRY(const auto change,
         session_.integer("UPDATE hub SET change = change + 1 RETURNING change"));
  return change.value_or(0);
}

Result<std::string> Feed::epoch() {
  TP_TRY(auto rows, session_.query("SELECT epoch FROM hub"));
  TP_TRY(const bool found, rows.next());
  return found ? std::string(rows.text(0)) : std::string{};
}

Result<void> Feed::renew_epoch(const std::string& epoch) {
  return session_.run("UPDATE hub SET epoch = ?", epoch);
}

Result<std::int64_t> Feed::change() {
  TP_TRY(const auto change, session_.integer("SELECT change FROM hub"));
  return change.value_or(0);
}

Result<std::int64_t> Feed::newest(const std::string& store) {
  TP_TRY(const auto change,
         session_.integer("SELECT max(change) FROM (SELECT max(change) AS change FROM feed"
                          " WHERE store = ?1 UNION ALL SELECT max(change) FROM task_steps"
                          " WHERE store = ?1)",
                          store));
  return change.value_or(0);
}

Result<std::vector<FeedRow>> Feed::after(const std::string& store, std::int64_t since,
                                         std::size_t limit) {
  TP_TRY(auto rows, session_.query("SELECT profile, change, gone FROM feed WHERE store = ?"
                                   " AND change > ? ORDER BY change LIMIT ?",
                                   store, since, limit));
  std::vector<FeedRow> found;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    found.push_back(
        {.profile = rows.integer(0), .change = rows.integer(1), .gone = rows.integer(2) != 0});
  }
}

}  // namespace touchpoint::hub
