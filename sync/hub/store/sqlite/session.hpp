// Session is the hub's one connection with its statements, each prepared once, at its first use.
// The parts of the store (events, profiles, feed, access) share it. It belongs to the store thread.
//
// SQL is given as a literal: the literal's address is the key. A statement that is being read must
// not be asked for again until its Rows are gone.
#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sqlite/schema.hpp"
#include "sqlite/sqlite.hpp"

namespace touchpoint::hub {

class Session {
 public:
  explicit Session(sqlite::Database database) : database_(std::move(database)) {}

  sqlite::Database& database() { return database_; }

  template <class... Values>
  Result<void> run(const char* sql, const Values&... values) {
    TP_TRY(auto* statement, prepared(sql));
    return statement->run(values...);
  }
  // How many rows `sql` changed.
  template <class... Values>
  Result<std::int64_t> change(const char* sql, const Values&... values) {
    TP_CHECK(run(sql, values...));
    return database_.changes();
  }
  // Bound texts and blobs are not copied: give names, not temporaries.
  template <class... Values>
  Result<sqlite::Rows> query(const char* sql, const Values&... values) {
    TP_TRY(auto* statement, prepared(sql));
    return statement->query(values...);
  }
  // The first column of the first row; nullopt when there is no row or it is null.
  template <class... Values>
  Result<std::optional<std::int64_t>> integer(const char* sql, const Values&... values) {
    TP_TRY(auto rows, query(sql, values...));
    TP_TRY(const bool found, rows.next());
    if (!found || rows.is_null(0)) return std::optional<std::int64_t>{};
    return std::optional<std::int64_t>{rows.integer(0)};
  }

 private:
  Result<sqlite::Statement*> prepared(const char* sql);

  sqlite::Database database_;
  std::unordered_map<const char*, sqlite::Statement> statements_;  // goes before the connection
};

inline std::int64_t to_ms(WallTime time) {
  return time.time_since_epoch().count();
}
inline std::optional<std::int64_t> to_ms(const std::optional<WallTime>& time) {
  return time ? std::optional<std::int64_t>{to_ms(*time)} : std::nullopt;
}
inline WallTime from_ms(std::int64_t ms) {
  return WallTime{std::chrono::milliseconds{ms}};
}
inline std::optional<WallTime> time_at(const sqlite::Rows& rows, int column) {
  return rows.is_null(column) ? std::nullopt
                              : std::optional<WallTime>{from_ms(rows.integer(column))};
}
inline std::optional<Digest> digest_at(const sqlite::Rows& rows, int column) {
  const BytesView bytes = rows.blob(column);
  Digest digest{};
  if (rows.is_null(column) || bytes.size() != digest.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// How closely an existing file is looked at. After a stop that was not clean every page is checked,
// and what was left in the log is synced before anybody is told of it; after an error of the disk
// the log is moved into the file as well.
enum class Look { as_it_was_left, after_error };

// Opens the file, or makes it with the whole schema. `refused` for another program's database and
// for one that a newer hub wrote, `damaged` for one that must be restored from a backup.
Result<Session> open_session(const std::filesystem::path& file, const std::string& new_epoch,
                             Look look = Look::as_it_was_left);

// The schema of hub.db, for opening it and for the test that its migrations lead there.
const sqlite::Schema& hub_schema();

}  // namespace touchpoint::hub
