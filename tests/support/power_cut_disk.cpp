#include "support/power_cut_disk.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace touchpoint::support {

using namespace power_cut;
namespace fs = std::filesystem;

namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {
    if (fd_ < 0) throw std::runtime_error("cannot open " + path);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(const Sector& sector, std::int64_t number) const {
    if (::pwrite(fd_, sector.data(), sector.size(), number * kSize) != kSize) {
      throw std::runtime_error("cannot write what survived");
    }
  }
  void resize(std::int64_t size) const {
    if (::ftruncate(fd_, size) != 0) throw std::runtime_error("cannot cut what survived");
  }

 private:
  int fd_;
};

}  // namespace

std::string power_cut::folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

void PowerCutVfs::Disk::lose_power() {
  power = false;
  at_the_end.clear();
  for (const auto& folder : folders()) {
    for (const auto& each : fs::directory_iterator(folder))
      at_the_end.insert(each.path());
  }
}

std::set<std::string> PowerCutVfs::Disk::folders() const {
  std::set<std::string> all;
  for (const auto& [path, file] : files)
    all.insert(folder_of(path));
  return all;
}

void PowerCutVfs::Disk::forget_what_came_later() const {
  for (const auto& folder : folders()) {
    for (const auto& each : fs::directory_iterator(folder)) {
      if (!at_the_end.contains(each.path())) fs::remove(each.path());
    }
  }
}

PowerCutVfs::Disk::Fate PowerCutVfs::Disk::fate_of(Operation operation, const char* path) {
  if (!power) return {SQLITE_IOERR, false};
  const auto count = ++counts[static_cast<std::size_t>(operation)];
  if (operation != Operation::read && ++changes == cut_at) {
    lose_power();
    // A file that is just being made may be there; the folder was listed without it.
    if (operation == Operation::create) at_the_end.insert(path);
    return {SQLITE_IOERR, operation != Operation::sync};
  }
  const bool strikes = fault.at != kNever && fault.operation == operation &&
                       (count == fault.at || (fault.for_good && count > fault.at));
  if (!strikes) return {};
  if (!struck && cut_after_failure != kNever) cut_at = changes + cut_after_failure;
  struck = true;
  return {fault.failure == Failure::full ? SQLITE_FULL : SQLITE_IOERR, false};
}

// Before a change of these bytes: what stands in their sectors now.
void PowerCutVfs::Disk::remember(File& file, sqlite3_file* real_file, std::int64_t offset,
                                 std::int64_t bytes) {
  if (bytes <= 0) return;
  const auto first = offset / kSize;
  const auto last = (offset + bytes - 1) / kSize;
  std::vector<char> now(static_cast<std::size_t>((last - first + 1) * kSize), '\0');
  if (first * kSize < file.size) {  // beyond the end there are zeros
    real_file->pMethods->xRead(real_file, now.data(), static_cast<int>(now.size()), first * kSize);
  }
  for (auto number = first; number <= last; ++number) {
    Sector sector{};
    std::copy_n(now.begin() + (number - first) * kSize, sector.size(), sector.begin());
    auto& unsynced = file.sectors[number];
    unsynced.before.push_back(sector);
    unsynced.given_up = false;
  }
}

void PowerCutVfs::Disk::synced(File& file) {
  std::erase_if(file.sectors, [](const auto& sector) { return !sector.second.given_up; });
  file.size_synced = file.size;
}

void PowerCutVfs::Disk::folder_synced(const std::string& folder) {
  for (auto& [path, file] : files) {
    if (folder_of(path) == folder) file.entry_synced = true;
  }
  std::erase_if(deleted, [&](const auto& each) { return folder_of(each.first) == folder; });
}

void PowerCutVfs::Disk::bring_back(const std::string& path, File& file, Lottery& lottery) {
  if (file.is_clean()) return;
  const Descriptor descriptor{path};
  auto size = file.size;
  if (file.size != file.size_synced && !lottery.survives()) {
    const auto [low, high] = std::minmax(file.size, file.size_synced);
    const bool partly = !lottery.none() && file.size > file.size_synced && lottery.survives();
    size = partly ? lottery.between(low, high) : file.size_synced;
  }
  for (const auto& [number, unsynced] : file.sectors) {
    // A sector that was cut off and is back has one of its former contents.
    const bool was_cut_off = number * kSize >= file.size;
    if (lottery.survives() && !was_cut_off) continue;
    descriptor.write(unsynced.before[lottery.version(unsynced.before.size())], number);
  }
  descriptor.resize(size);
  file = File{.size_synced = size, .size = size};
}

void PowerCutVfs::Disk::restore(Lottery& lottery) {
  for (auto each = files.begin(); each != files.end();) {
    auto& [path, file] = *each;
    if (!fs::exists(path)) {  // renamed, or never made
      each = files.erase(each);
      continue;
    }
    if (!file.entry_synced && !lottery.survives()) {
      fs::remove(path);
      each = files.erase(each);
      continue;
    }
    deleted.erase(path);  // another one has its name
    bring_back(path, file, lottery);
    file.entry_synced = true;
    ++each;
  }
  for (auto& [path, was] : deleted) {
    if (lottery.survives()) continue;
    std::ofstream{path, std::ios::binary} << was.bytes;
    bring_back(path, was.file, lottery);
    files[path] = was.file;
  }
  deleted.clear();
}

}  // namespace touchpoint::support
