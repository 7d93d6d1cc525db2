// Schema says what a database file of ours must look like and brings it there: a new file gets the
// whole schema at once, an older one the numbered steps that lead to it, each in a transaction of
// its own that also moves the version, so that a power cut leaves one version or the next.
//
// A file says by itself which programs may use it: its version, and the oldest version whose
// programs know enough of it (steps that only add a table or a column with a default leave that
// number alone). So a release can be taken back by one: the older program goes on with the newer
// file, which stays at its version. Both numbers are in `user_version`: oldest · 65536 + version.
//
// The whole schema and the sum of the steps must agree; each owner has a test that says so.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sqlite/sqlite.hpp"

namespace touchpoint::sqlite {

struct Schema {
  std::string_view name;                    // for sentences: "the journal"
  std::int32_t application_id = 0;          // what file(1) and we tell our files by
  std::string_view whole;                   // schema.sql
  std::span<const std::string_view> steps;  // migrations/0001_… first; their number is the version
  int used_from = 1;                        // programs of this version and later may use the file
  bool shrinks = false;                     // a file that is made can be made shorter: give_back()

  int version() const { return static_cast<int>(steps.size()); }
};

enum class Fit {
  empty,    // a new file
  current,  // exactly this version
  older,    // steps lead from it to ours
  later,    // a later release wrote it, and ours may use it
  newer,    // a later release wrote it: not ours to touch
  foreign,  // another program's database
};

Result<Fit> fit_of(Database& database, const Schema& schema);
Result<int> version_of(Database& database);  // 0: a new file

// Makes an empty or older file current. `refused` for newer and foreign ones, which stay untouched.
Result<void> bring_up(Database& database, const Schema& schema);

// A file that touchpoint_embed() put into the program.
inline std::string_view embedded(const unsigned char* bytes, unsigned long size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace touchpoint::sqlite
