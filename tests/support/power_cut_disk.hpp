// What a disk whose power can be cut remembers: what its sectors, sizes and folders held when they
// were last synced, what is to go wrong next, and what is left after a cut. No SQLite calls but
// reads of what stands there; power_cut_vfs.cpp is what SQLite calls.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sqlite3.h>

#include "support/power_cut_vfs.hpp"
#include "support/repeatable_random.hpp"

namespace touchpoint::support {

namespace power_cut {

using Survival = PowerCutVfs::Survival;
using Operation = PowerCutVfs::Operation;
using Failure = PowerCutVfs::Failure;
using Sector = std::array<char, PowerCutVfs::kSector>;

inline constexpr std::int64_t kSize = PowerCutVfs::kSector;
inline constexpr std::size_t kOperations = 6;
inline constexpr std::int64_t kNever = 0;

// The contents that a sector had since its file was synced, oldest first, without the present one.
struct Unsynced {
  std::vector<Sector> before;
  bool given_up = false;  // by a failed sync: the next one takes no notice of it
};

struct File {
  bool entry_synced = true;  // whether its folder knows it for sure
  std::int64_t size_synced = 0;
  std::int64_t size = 0;
  std::map<std::int64_t, Unsynced> sectors{};

  bool is_clean() const { return sectors.empty() && size == size_synced && entry_synced; }
};

struct Deleted {
  File file;
  std::string bytes;
};

// Chance decides in the same order for the same seed.
class Lottery {
 public:
  Lottery(Survival survival, std::uint64_t seed) : survival_(survival), random_(seed) {}

  bool survives() {
    switch (survival_) {
      case Survival::none:
        return false;
      case Survival::half:
        return random_.below(2) == 0;
      case Survival::most:
        return random_.below(10) != 0;
      case Survival::all:
        return true;
    }
    return true;
  }
  // Which of `count` earlier contents is there instead.
  std::size_t version(std::size_t count) {
    return survival_ == Survival::none ? 0 : random_.below(count);
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(high - low)));
  }
  bool none() const { return survival_ == Survival::none; }

 private:
  Survival survival_;
  RepeatableRandom random_;
};

struct Fault {
  Operation operation{};
  std::int64_t at = kNever;  // the operation's count
  bool for_good = false;
  Failure failure{};
};

std::string folder_of(const std::string& path);

}  // namespace power_cut

struct PowerCutVfs::Disk {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  mutable std::mutex mutex;
  std::map<std::string, power_cut::File> files;  // by path
  std::map<std::string, power_cut::Deleted> deleted;
  std::array<std::int64_t, power_cut::kOperations> counts{};
  std::int64_t changes = 0;
  std::int64_t cut_at = power_cut::kNever;
  bool power = true;
  power_cut::Fault fault;
  std::int64_t cut_after_failure = power_cut::kNever;
  bool struck = false;
  std::optional<std::int64_t> room;  // bytes that can still be written
  int open_files = 0;
  std::set<std::filesystem::path> at_the_end;  // what stood in our folders when the power went

  void lose_power();
  std::set<std::string> folders() const;
  // A program without power makes no files past SQLite either, such as a mark for the next start.
  void forget_what_came_later() const;

  // What becomes of the next operation of a kind: SQLITE_OK, or the primary code of its failure.
  struct Fate {
    int code = SQLITE_OK;
    bool is_done = true;  // a change in whose middle the power went may have been made
  };
  Fate fate_of(power_cut::Operation operation, const char* path = "");

  void remember(power_cut::File& file, sqlite3_file* real_file, std::int64_t offset,
                std::int64_t bytes);
  void folder_synced(const std::string& folder);
  void synced(power_cut::File& file);
  void bring_back(const std::string& path, power_cut::File& file, power_cut::Lottery& lottery);
  void restore(power_cut::Lottery& lottery);
};

}  // namespace touchpoint::support
