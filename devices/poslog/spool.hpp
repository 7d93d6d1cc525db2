// The folder into which tills drop POSLog files, and what is between a file's arrival and its end.
// Blocks, so it belongs to a worker.
//
//   <folder>/*.xml          what tills drop; taken once the document in it is whole
//   <folder>/working/       the one that is in hand, and beside it the events that were made of it
//   <folder>/done/          what the agent has recorded, for some days
//   <folder>/refused/       what cannot be used, each with a .txt that says why
//
// Promises: a file is in exactly one of these places, whenever the program ends; the events of a
// file are on stable storage before the first of them is sent, so that what is sent again is what
// was sent.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint::devices {

inline constexpr std::uintmax_t kPoslogFileMax = 32 * 1024 * 1024;  // bytes; a day of a large store

struct PoslogFile {
  std::string name;
  std::uintmax_t size = 0;
  std::int64_t changed_ns = 0;
};

class Spool {
 public:
  // Makes the folders below `folder`, which is there. `keep`: for how long what is done stays.
  static Result<Spool> open(const std::filesystem::path& folder, std::chrono::hours keep);

  // The file that is in hand, or else the oldest that is whole. nullopt: none is.
  Result<std::optional<std::filesystem::path>> take(BootTime now);
  // A file has come that is not whole: it shall be looked at again soon.
  bool waits() const { return waits_; }

  // The events that were made of the file in hand.
  Result<void> keep_events(const std::filesystem::path& file, std::string_view events);
  Result<std::optional<std::string>> kept_events(const std::filesystem::path& file) const;

  // The file in hand is at its end.
  Result<void> done(const std::filesystem::path& file);
  Result<void> refuse(const std::filesystem::path& file, std::string_view sentence);

  // Deletes what has been done for long enough.
  Result<void> sweep(WallTime now);

 private:
  explicit Spool(std::filesystem::path folder, std::chrono::hours keep)
      : folder_(std::move(folder)), keep_(keep) {}
  Result<void> forget_strays() const;
  Result<void> look_around();
  // Whether it can be taken; remembers how it was when it cannot.
  bool is_ready(const PoslogFile& found, BootTime now);
  Result<void> put(const std::filesystem::path& file, const std::filesystem::path& name);
  Result<void> forget_events(const std::filesystem::path& file);

  // How a file that is not whole was when it was last looked at, and since when it is so.
  struct Unfinished {
    std::uintmax_t size = 0;
    std::int64_t changed_ns = 0;
    BootTime since{};
    BootTime patience{};
  };

  std::filesystem::path folder_;
  std::chrono::hours keep_;
  std::deque<PoslogFile> queue_;  // of the last look, the oldest first
  std::map<std::string, Unfinished> unfinished_;
  bool waits_ = false;
};

// Gives the bytes of a regular file to `part`, which says whether to go on; never waits.
Result<void> read_in_parts(const std::filesystem::path& file,
                           std::move_only_function<Result<void>(std::string_view part)> take);

}  // namespace touchpoint::devices
