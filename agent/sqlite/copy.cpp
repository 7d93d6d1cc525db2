#include "sqlite/copy.hpp"

#include <sqlite3.h>

namespace touchpoint::sqlite {
namespace {

Error cannot_copy(int code) {
  const auto why = std::string(sqlite3_errstr(code)) + " (SQLite " + std::to_string(code) + ")";
  const int kind = code & 0xff;
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB) {
    return damaged("the database cannot be copied: " + why);
  }
  if (kind == SQLITE_FULL) return no_room("there is no room for the copy: free some space");
  return retry_later("the copy cannot be written: " + why);
}

}  // namespace

void Copy::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

void Copy::Finish::operator()(sqlite3_backup* backup) const {
  sqlite3_backup_finish(backup);
}

Copy::Copy(std::unique_ptr<sqlite3, Close> to, std::unique_ptr<sqlite3_backup, Finish> backup)
    : to_(std::move(to)), backup_(std::move(backup)) {}

Result<Copy> Copy::begin(Database& from, const std::filesystem::path& to) {
  std::error_code ignored;  // what cannot be looked at cannot be made either
  if (std::filesystem::exists(to, ignored)) {
    return retry_later("there is already a file " + to.string());
  }
  sqlite3* connection = nullptr;
  const int opened = sqlite3_open_v2(
      to.c_str(), &connection,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  std::unique_ptr<sqlite3, Close> target(connection);
  if (opened != SQLITE_OK) return cannot_copy(opened);
  std::unique_ptr<sqlite3_backup, Finish> backup(
      sqlite3_backup_init(target.get(), "main", from.connection_.get(), "main"));
  if (!backup) return cannot_copy(sqlite3_extended_errcode(target.get()));
  return Copy(std::move(target), std::move(backup));
}

Result<bool> Copy::step(int pages) {
  const int code = sqlite3_backup_step(backup_.get(), pages);
  if (code == SQLITE_DONE) return true;
  if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
  return cannot_copy(code);
}

std::int64_t Copy::pages_left() const {
  return sqlite3_backup_remaining(backup_.get());
}

std::int64_t Copy::pages() const {
  return sqlite3_backup_pagecount(backup_.get());
}

}  // namespace touchpoint::sqlite
