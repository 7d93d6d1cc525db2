#include "devices/poslog/spool.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/files.hpp"
#include "devices/poslog/reader.hpp"

namespace touchpoint::devices {
namespace {

namespace fs = std::filesystem;
using files::file_error;

// A document that ends in the middle, and to which nothing was added for so long, was left so.
constexpr auto kCutPatience = std::chrono::seconds{60};
// One that is not well-formed: a copy under way may have holes that are filled in later.
constexpr auto kUnwellPatience = std::chrono::seconds{2};
constexpr std::size_t kPart = 64 * 1024;    // bytes
constexpr std::size_t kFilesMax = 100'000;  // looked at in one go

fs::path events_of(const fs::path& file) {
  auto beside = file;
  beside += ".events";
  return beside;
}

Result<void> make_folder(const fs::path& folder, mode_t mode) {
  if (::mkdir(folder.c_str(), mode) == 0) return files::sync_folder(folder.parent_path());
  struct stat status {};
  if (errno == EEXIST && ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return success();
  }
  return file_error("make", folder);
}

bool is_poslog_name(const std::string& name) {
  if (name.starts_with('.') || name.size() < 5) return false;
  auto ending = name.substr(name.size() - 4);
  std::ranges::transform(ending, ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return ending == ".xml";
}

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// What lies there, the oldest first: a sale comes before what voids it.
Result<std::deque<PoslogFile>> files_in(const fs::path& folder) {
  std::deque<PoslogFile> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    auto name = at->path().filename().string();
    struct stat status {};
    if (!is_poslog_name(name) || ::lstat(at->path().c_str(), &status) != 0) continue;
    found.push_back({std::move(name), static_cast<std::uintmax_t>(status.st_size),
                     nanoseconds(status.st_mtim)});
    if (found.size() == kFilesMax) break;
  }
  if (error) return Error{error, "cannot read " + folder.string() + ": " + error.message()};
  std::ranges::sort(found, [](const PoslogFile& left, const PoslogFile& right) {
    return std::tie(left.changed_ns, left.name) < std::tie(right.changed_ns, right.name);
  });
  return found;
}

// For how long the file may stay as it is before it is taken for what it is; none: it is whole.
BootTime patience_with(const fs::path& file) {
  PoslogReader reader([](const Transaction&) {});
  auto read = read_in_parts(file, [&reader](std::string_view part) { return reader.feed(part); });
  if (read) read = reader.finish();
  if (read) return {};
  return read.error().is(Condition::retry_later) ? kCutPatience : kUnwellPatience;
}

// A name that nothing has in `folder`: "sale.xml", "sale.2.xml" …
fs::path free_name(const fs::path& folder, const fs::path& name) {
  auto place = folder / name;
  struct stat status {};
  for (int number = 2; ::lstat(place.c_str(), &status) == 0; ++number) {
    place = folder / name.stem();
    place += "." + std::to_string(number) + name.extension().string();
  }
  return place;
}

}  // namespace

Result<void> read_in_parts(const fs::path& file,
                           std::move_only_function<Result<void>(std::string_view part)> take) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer; regular files do not mind.
  const files::Descriptor open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (!open.is_open() && errno == ELOOP) return refused("it is not a regular file");
  if (!open.is_open() && errno == EACCES) {
    return refused("touchpoint-deviced may not read it: its group must");
  }
  if (!open.is_open()) return file_error("read", file);
  struct stat status {};
  if (::fstat(open.get(), &status) != 0) return file_error("read", file);
  if (!S_ISREG(status.st_mode)) return refused("it is not a regular file");
  std::string part(kPart, '\0');
  std::uintmax_t all = 0;
  while (true) {
    const auto got = ::read(open.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", file);
    if (got == 0) return success();
    all += static_cast<std::uintmax_t>(got);
    if (all > kPoslogFileMax) return refused("it is larger than 32 MiB");
    TP_CHECK(take(std::string_view(part).substr(0, static_cast<std::size_t>(got))));
  }
}

Result<Spool> Spool::open(const fs::path& folder, std::chrono::hours keep) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return misconfigured("there is no folder " + folder.string() +
                         " (the folder of [poslog]): make it, so that tills can write there");
  }
  Spool spool(folder, keep);
  // Tills may look at what became of their files; what is in hand concerns nobody.
  for (const auto& [name, mode] : std::initializer_list<std::pair<const char*, mode_t>>{
           {"working", 0700}, {"done", 0750}, {"refused", 0750}}) {
    auto made = make_folder(folder / name, mode);
    if (!made) return misconfigured(made.error().sentence());
  }
  TP_CHECK(spool.forget_strays());
  return spool;
}

Result<void> Spool::look_around() {
  TP_TRY(queue_, files_in(folder_));
  waits_ = false;
  std::erase_if(unfinished_, [this](const auto& each) {
    return std::ranges::find(queue_, each.first, &PoslogFile::name) == queue_.end();
  });
  return success();
}

bool Spool::is_ready(const PoslogFile& found, BootTime now) {
  const auto before = unfinished_.find(found.name);
  const bool same = before != unfinished_.end() && before->second.size == found.size &&
                    before->second.changed_ns == found.changed_ns;
  if (same && now - before->second.since >= before->second.patience) return true;
  const auto patience = same ? before->second.patience : patience_with(folder_ / found.name);
  if (patience == BootTime{}) return true;
  waits_ = true;
  if (!same) unfinished_[found.name] = {found.size, found.changed_ns, now, patience};
  return false;
}

Result<std::optional<fs::path>> Spool::take(BootTime now) {
  const auto working = folder_ / "working";
  TP_TRY(const auto in_hand, files_in(working));
  if (!in_hand.empty()) return std::optional(working / in_hand.front().name);
  // What has come since the last look is found by a second one.
  for (bool looked = false; !looked;) {
    looked = queue_.empty();
    if (looked) {
      TP_CHECK(look_around());
    }
    while (!queue_.empty()) {
      const auto found = std::move(queue_.front());
      queue_.pop_front();
      if (!is_ready(found, now)) continue;
      unfinished_.erase(found.name);
      const auto file = working / found.name;
      if (::rename((folder_ / found.name).c_str(), file.c_str()) == 0) return std::optional(file);
      // Somebody may have taken it back.
      if (errno != ENOENT) return file_error("take", folder_ / found.name);
    }
  }
  return std::optional<fs::path>{};
}

Result<void> Spool::keep_events(const fs::path& file, std::string_view events) {
  TP_CHECK(files::replace(events_of(file), events));
  return files::sync_folder(folder_);
}

Result<std::optional<std::string>> Spool::kept_events(const fs::path& file) const {
  const auto beside = events_of(file);
  struct stat status {};
  if (::lstat(beside.c_str(), &status) != 0) return std::optional<std::string>{};
  TP_TRY(auto events, files::read(beside, static_cast<std::size_t>(status.st_size)));
  return std::optional(std::move(events));
}

// Its new name is on stable storage before the events that could be sent again are gone.
Result<void> Spool::put(const fs::path& file, const fs::path& name) {
  if (::rename(file.c_str(), name.c_str()) != 0) return file_error("move", file);
  TP_CHECK(files::sync_folder(name.parent_path()));
  TP_CHECK(files::sync_folder(file.parent_path()));
  return forget_events(file);
}

Result<void> Spool::forget_events(const fs::path& file) {
  const auto beside = events_of(file);
  if (::unlink(beside.c_str()) != 0 && errno != ENOENT) return file_error("delete", beside);
  return success();
}

// Events whose file was at its end already when the program ended.
Result<void> Spool::forget_strays() const {
  const auto working = folder_ / "working";
  std::error_code error;
  for (fs::directory_iterator at(working, error), end; !error && at != end; at.increment(error)) {
    const auto& path = at->path();
    struct stat status {};
    const bool stray =
        path.extension() == ".new" ||
        (path.extension() == ".events" && ::lstat((working / path.stem()).c_str(), &status) != 0);
    if (stray && ::unlink(path.c_str()) != 0 && errno != ENOENT) return file_error("delete", path);
  }
  if (error) return Error{error, "cannot read " + working.string() + ": " + error.message()};
  return success();
}

Result<void> Spool::done(const fs::path& file) {
  if (keep_.count() > 0) return put(file, free_name(folder_ / "done", file.filename()));
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return file_error("delete", file);
  TP_CHECK(files::sync_folder(file.parent_path()));
  return forget_events(file);
}

Result<void> Spool::refuse(const fs::path& file, std::string_view sentence) {
  const auto place = free_name(folder_ / "refused", file.filename());
  auto why = place;
  why += ".txt";
  TP_CHECK(files::replace(why, std::string(sentence) + "\n", 0640));
  return put(file, place);
}

Result<void> Spool::sweep(WallTime now) {
  const auto done = folder_ / "done";
  std::error_code error;
  for (fs::directory_iterator at(done, error), end; !error && at != end; at.increment(error)) {
    struct stat status {};
    if (::lstat(at->path().c_str(), &status) != 0) continue;
    // When it got this name; the till's own time is older.
    const WallTime since{std::chrono::milliseconds{nanoseconds(status.st_ctim) / 1'000'000}};
    if (now - since < keep_) continue;
    if (::unlink(at->path().c_str()) != 0 && errno != ENOENT)
      return file_error("delete", at->path());
  }
  if (error) return Error{error, "cannot read " + done.string() + ": " + error.message()};
  return success();
}

}  // namespace touchpoint::devices
