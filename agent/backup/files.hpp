// The files that a backup is made of, and how they are written so that they last.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace touchpoint::backup {

inline constexpr const char* kStaging = "backup";  // in the state folder, while one is being made
inline constexpr const char* kJournal = "journal.db";
inline constexpr const char* kAccess = "access.json";
inline constexpr const char* kKey = "device.key";
inline constexpr const char* kIdentity = "identity";
inline constexpr const char* kDescription = "backup.json";

// Both make new files of mode 0600 (folders 0700), on stable storage when they return; an
// error when there is one already.
Result<void> copy_file(const std::filesystem::path& from, const std::filesystem::path& to);
// A folder with what is below it: regular files and folders, nothing else.
Result<void> copy_folder(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace touchpoint::backup
