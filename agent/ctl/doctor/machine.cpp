#include "ctl/doctor/machine.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

namespace touchpoint::ctl {
namespace {

namespace fs = std::filesystem;

// How a sealed credential begins: base64 of the first bytes of the id of the way it was sealed
// (systemd's creds-util.h).
constexpr std::array<std::string_view, 5> kSealedWithTpm = {"DHzAexF2", "+vfrk0Hj", "k6iUCUh0",
                                                            "r0lQqEkT", "70rBNnmp"};
constexpr std::array<std::string_view, 2> kSealedWithHost = {"Whxqht+d", "VbntHThZ"};

std::string first_word(const fs::path& file) {
  std::ifstream stream(file);
  std::string word;
  stream >> word;
  return word;
}

std::string number_of(dev_t device) {
  return std::to_string(major(device)) + ":" + std::to_string(minor(device));
}

// The disk behind a file system that has none of its own (btrfs, overlay): what it was mounted
// from. Field 3 is the device, the second behind " - " the source (proc_pid_mountinfo(5)).
std::optional<dev_t> mounted_from(dev_t device, const fs::path& mounts) {
  std::ifstream stream(mounts);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream fields(line);
    std::string skipped;
    std::string number;
    fields >> skipped >> skipped >> number;
    const auto dash = line.find(" - ");
    if (number != number_of(device) || dash == std::string::npos) continue;
    std::istringstream behind(line.substr(dash + 3));
    std::string type;
    std::string source;
    behind >> type >> source;
    struct stat status {};
    const bool block =
        source.starts_with('/') && ::stat(source.c_str(), &status) == 0 && S_ISBLK(status.st_mode);
    if (block) return status.st_rdev;
  }
  return std::nullopt;
}

// A device is as closed as all devices that it is made of.
bool is_encrypted(const fs::path& device, int depth) {
  if (first_word(device / "dm/uuid").starts_with("CRYPT-")) return true;
  constexpr int kDepthMax = 8;  // LVM on RAID on LUKS needs 3
  if (depth >= kDepthMax) return false;
  std::error_code failed;
  bool any = false;
  bool all = true;
  for (const auto& below : fs::directory_iterator(device / "slaves", failed)) {
    any = true;
    all = all && is_encrypted(below.path(), depth + 1);
  }
  return any && all;
}

}  // namespace

DiskFacts disk_of(const fs::path& folder) {
  struct statvfs facts {};
  if (::statvfs(folder.c_str(), &facts) != 0) return {};
  const auto block = static_cast<std::int64_t>(facts.f_frsize);
  return {.readable = true,
          .read_only = (facts.f_flag & ST_RDONLY) != 0,
          .free_bytes = static_cast<std::int64_t>(facts.f_bavail) * block,
          .total_bytes = static_cast<std::int64_t>(facts.f_blocks) * block,
          .free_files = static_cast<std::int64_t>(facts.f_favail),
          .total_files = static_cast<std::int64_t>(facts.f_files)};
}

std::optional<bool> is_on_encrypted_disk(const fs::path& path, const fs::path& mounts,
                                         const fs::path& block_devices) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  auto device = status.st_dev;
  if (major(device) == 0) {
    const auto source = mounted_from(device, mounts);
    if (!source) return std::nullopt;
    device = *source;
  }
  const auto folder = block_devices / number_of(device);
  std::error_code failed;
  if (!fs::exists(folder, failed)) return std::nullopt;
  return is_encrypted(folder, 0);
}

KeyKeeping keeping_of(const fs::path& key, const std::vector<fs::path>& stores) {
  if (!key.string().starts_with("/run/credentials/")) return KeyKeeping::file;
  for (const auto& store : stores) {
    std::error_code failed;
    const auto file = store / key.filename();
    if (!fs::exists(file, failed)) continue;
    if (store.extension() != ".encrypted") return KeyKeeping::plain;
    const auto begin = first_word(file);
    const auto is_one_of = [&](const auto& known) {
      return std::ranges::any_of(known, [&](auto start) { return begin.starts_with(start); });
    };
    if (is_one_of(kSealedWithTpm)) return KeyKeeping::tpm;
    if (is_one_of(kSealedWithHost)) return KeyKeeping::host;
  }
  return KeyKeeping::credential;
}

Rights rights_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {.path = path};
  return {.path = path, .there = true, .mode = status.st_mode & 07777U, .owner = status.st_uid};
}

}  // namespace touchpoint::ctl
