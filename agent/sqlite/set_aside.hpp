// Sets a database file aside that cannot be used: it is renamed together with its log, never
// overwritten and never deleted, so that people can look at it and its rows can be rescued.
//
// A file that failed while it was in use is marked as suspect, so that the next start looks at it
// closely even if the program ended in an orderly way.
#pragma once

#include <filesystem>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint::sqlite {

// What the start must report when it could not go on with the file it found.
struct SetAside {
  std::filesystem::path file;  // where it is now
  std::string sentence;        // why, and what was done instead
};

// Whether the last user of `file` went without emptying its log.
bool was_left_open(const std::filesystem::path& file);

// A log without its database: what a power cut in the middle of set_aside() leaves.
bool is_orphaned_log(const std::filesystem::path& file);

// "<file>.aside-20261121T223532Z", and -2, -3 … when that is taken.
std::filesystem::path aside_name(const std::filesystem::path& file, WallTime now);

// Renames `file` and its log to aside_name() and returns the new name. Nothing may have it open.
Result<std::filesystem::path> set_aside(const std::filesystem::path& file, WallTime now);

void mark_suspect(const std::filesystem::path& file);  // best effort: the disk may be the trouble
bool is_suspect(const std::filesystem::path& file);
void clear_suspect(const std::filesystem::path& file);

}  // namespace touchpoint::sqlite
