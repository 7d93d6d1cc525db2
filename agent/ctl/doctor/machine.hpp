// What can be seen of the machine without anybody's help: disks, rights, keys. Nothing here judges.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace touchpoint::ctl {

struct DiskFacts {
  bool readable = false;  // false: there is no such folder, or we may not look
  bool read_only = false;
  std::int64_t free_bytes = 0;  // for those who are not root
  std::int64_t total_bytes = 0;
  std::int64_t free_files = 0;   // names that can still be made
  std::int64_t total_files = 0;  // 0: the file system does not count them
};
DiskFacts disk_of(const std::filesystem::path& folder);

// Whether what is written below `path` lies on dm-crypt, on all disks that it lies on. nullopt:
// cannot be seen from here. The two places are /proc/self/mountinfo and /sys/dev/block.
std::optional<bool> is_on_encrypted_disk(const std::filesystem::path& path,
                                         const std::filesystem::path& mounts,
                                         const std::filesystem::path& block_devices);

// How the device key is kept when the program is off.
enum class KeyKeeping {
  file,        // in a file as it is
  credential,  // handed over by systemd, and how it is kept cannot be seen
  plain,       // handed over by systemd from a file that holds it as it is
  host,        // sealed by systemd with a key that lies on this machine's disk
  tpm,         // sealed by systemd with the TPM
};
// `key` is the file that the daemon was given; `stores` are the folders that systemd takes
// credentials from, sealed ones in those whose name ends in ".encrypted".
KeyKeeping keeping_of(const std::filesystem::path& key,
                      const std::vector<std::filesystem::path>& stores);

struct Rights {
  std::filesystem::path path;
  bool there = false;
  mode_t mode = 0;  // permission bits
  uid_t owner = 0;
};
Rights rights_of(const std::filesystem::path& path);

}  // namespace touchpoint::ctl
