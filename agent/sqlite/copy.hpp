// Copy makes a second file of a database that is in use, a few pages at a time, so that whoever
// writes waits for a few milliseconds only. What is written through the same connection meanwhile
// is in the copy, too: it is the database as it was when the copy became whole.
//
// Belongs to the connection's thread and must end before it. A copy that did not become whole is a
// file of no use.
#pragma once

#include <filesystem>
#include <memory>

#include "core/result.hpp"
#include "sqlite/sqlite.hpp"

struct sqlite3_backup;

namespace touchpoint::sqlite {

class Copy {
 public:
  // `to` must not be there. `retry_later` when it cannot be made.
  static Result<Copy> begin(Database& from, const std::filesystem::path& to);

  // True: the copy is whole and on stable storage. False: there is more to do, or a transaction is
  // open, in which nothing is copied. `retry_later` when the copy cannot be written, `damaged` when
  // the database cannot be read.
  Result<bool> step(int pages);
  std::int64_t pages_left() const;
  std::int64_t pages() const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  struct Finish {
    void operator()(sqlite3_backup* backup) const;
  };
  Copy(std::unique_ptr<sqlite3, Close> to, std::unique_ptr<sqlite3_backup, Finish> backup);

  std::unique_ptr<sqlite3, Close> to_;
  std::unique_ptr<sqlite3_backup, Finish> backup_;  // ends before the connection
};

}  // namespace touchpoint::sqlite
