#include "sqlite/set_aside.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "core/files.hpp"

namespace touchpoint::sqlite {
namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& file, std::string_view ending) {
  fs::path path = file;
  path += ending;
  return path;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;  // what cannot be looked at is reported when it is opened
  return fs::exists(path, ignored);
}

std::string stamp(WallTime now) {
  std::string text = to_rfc3339(now).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

}  // namespace

bool was_left_open(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(beside(file, "-wal"), error);
  return !error && size > 0;
}

bool is_orphaned_log(const fs::path& file) {
  return !is_there(file) && was_left_open(file);
}

fs::path aside_name(const fs::path& file, WallTime now) {
  const auto base = beside(file, ".aside-" + stamp(now));
  auto target = base;
  for (int n = 2; is_there(target) || is_there(beside(target, "-wal")); ++n)
    target = beside(beside(base, "-"), std::to_string(n));
  return target;
}

Result<fs::path> set_aside(const fs::path& file, WallTime now) {
  const auto target = aside_name(file, now);

  // The database first: a log that stays behind is recognised and set aside at the next start,
  // while a database that lost its log would look like an older but healthy one.
  for (const std::string_view ending : {"", "-wal"}) {
    if (!is_there(beside(file, ending))) continue;
    std::error_code error;
    fs::rename(beside(file, ending), beside(target, ending), error);
    if (error) return Error{error, "cannot set " + file.string() + " aside: " + error.message()};
  }
  std::error_code ignored;  // the log's index is rebuilt by whoever opens the log
  fs::remove(beside(file, "-shm"), ignored);
  static_cast<void>(
      files::sync_folder(file.parent_path()));  // the next start finds the log alone, too
  clear_suspect(file);
  return target;
}

void mark_suspect(const fs::path& file) {
  const std::ofstream mark(beside(file, ".suspect"));
}

bool is_suspect(const fs::path& file) {
  return is_there(beside(file, ".suspect"));
}

void clear_suspect(const fs::path& file) {
  std::error_code ignored;  // absent is what we want
  fs::remove(beside(file, ".suspect"), ignored);
}

}  // namespace touchpoint::sqlite
