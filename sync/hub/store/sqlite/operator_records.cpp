#include "sync/hub/store/sqlite/operator_records.hpp"

#include <algorithm>

namespace touchpoint::hub {
namespace {

constexpr auto kActionsKept = std::chrono::days{730};

OperatorRecord record_at(const sqlite::Rows& rows) {
  OperatorRecord record{.name = std::string(rows.text(0)),
                        .failures = rows.integer(3),
                        .added = from_ms(rows.integer(4))};
  const BytesView salt = rows.blob(1);
  if (salt.size() == record.salt.size()) std::ranges::copy(salt, record.salt.begin());
  record.verifier = digest_at(rows, 2).value_or(Digest{});
  return record;
}

}  // namespace

Result<void> OperatorRecords::add(const OperatorRecord& record, WallTime now) {
  const BytesView salt = record.salt;
  const BytesView verifier = record.verifier;
  TP_TRY(const auto added,
         session_.change("INSERT INTO operators (name, salt, verifier, failures, added_ms)"
                         " VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
                         record.name, salt, verifier, to_ms(now)));
  if (added == 0) return refused("there is an operator of that name already");
  return success();
}

Result<void> OperatorRecords::remove(const std::string& name) {
  TP_TRY(const auto removed, session_.change("DELETE FROM operators WHERE name = ?", name));
  if (removed == 0) return refused("there is no operator of that name");
  return success();
}

Result<std::vector<OperatorRecord>> OperatorRecords::all() {
  TP_TRY(auto rows, session_.query("SELECT name, salt, verifier, failures, added_ms"
                                   " FROM operators ORDER BY name"));
  std::vector<OperatorRecord> records;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return records;
    records.push_back(record_at(rows));
  }
}

Result<std::optional<OperatorRecord>> OperatorRecords::of_name(const std::string& name) {
  TP_TRY(auto rows, session_.query("SELECT name, salt, verifier, failures, added_ms"
                                   " FROM operators WHERE name = ?",
                                   name));
  TP_TRY(const bool found, rows.next());
  return found ? std::optional{record_at(rows)} : std::nullopt;
}

Result<void> OperatorRecords::keep_failures(const std::string& name, std::int64_t failures) {
  TP_TRY(const auto kept,
         session_.change("UPDATE operators SET failures = ? WHERE name = ?", failures, name));
  if (kept == 0) return refused("there is no operator of that name");
  return success();
}

Result<void> OperatorRecords::note(const OperatorAction& action, WallTime now) {
  return session_.run("INSERT INTO actions (at_ms, operator, what, about) VALUES (?, ?, ?, ?)",
                      to_ms(now), action.by, action.what, action.about);
}

Result<std::vector<OperatorAction>> OperatorRecords::newest_actions(std::int64_t rows_max) {
  TP_TRY(auto rows, session_.query("SELECT at_ms, operator, what, about FROM actions"
                                   " ORDER BY id DESC LIMIT ?",
                                   rows_max));
  std::vector<OperatorAction> actions;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return actions;
    actions.push_back({.at = from_ms(rows.integer(0)),
                       .by = std::string(rows.text(1)),
                       .what = std::string(rows.text(2)),
                       .about = std::string(rows.text(3))});
  }
}

Result<void> OperatorRecords::sweep(WallTime now) {
  return session_.run("DELETE FROM actions WHERE at_ms < ?", to_ms(now - kActionsKept));
}

}  // namespace touchpoint::hub
