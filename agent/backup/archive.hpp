// One file that holds others: a tar archive in the form that every tar reads (POSIX.1-1988,
// "ustar"), for backups and support bundles.
//
// Blocks. Archives are made with mode 0600, never in the place of another file, and are read again
// before they get their name.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint::backup {

struct Member {
  std::string name;              // "identity/key.pem": at most 100 bytes
  std::filesystem::path file{};  // what it holds; empty: `text`
  std::string text{};
};

// Called now and then with how much of the archive is done.
using ArchiveProgress = std::function<void(std::int64_t bytes, std::int64_t bytes_all)>;

// `refused` when there is a file `to` already; on an error there is none afterwards.
Result<void> write_archive(const std::filesystem::path& to, const std::vector<Member>& members,
                           WallTime now, const ArchiveProgress& progress = {});

// Every regular file below `folder`, with its path from there as its name, in order.
Result<std::vector<Member>> members_of(const std::filesystem::path& folder);

// Puts what the archive holds into `folder`, which is empty. `damaged` for an archive that is cut
// short or changed, `refused` for one that holds anything but files with plain relative names for
// which `wanted` holds: nothing is ever written outside of `folder`.
Result<void> unpack(const std::filesystem::path& archive, const std::filesystem::path& folder,
                    const std::function<bool(std::string_view name)>& wanted);

}  // namespace touchpoint::backup
