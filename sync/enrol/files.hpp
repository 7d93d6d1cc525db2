// Small files that must be whole or absent after a power cut. For the .cpp files of this folder,
// and for what else a device keeps of its hub.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "core/result.hpp"

namespace touchpoint::sync::files {

// `misconfigured`, with errno's words: "cannot write <path>: …".
Error file_error(std::string_view doing, const std::filesystem::path& path);

// `damaged` when it is longer than 64 KiB.
Result<std::string> read(const std::filesystem::path& path);
// A new file, on stable storage but for its name, which is the folder's.
Result<void> write_new(const std::filesystem::path& path, std::string_view text, mode_t mode);
Result<void> sync_folder(const std::filesystem::path& path);
// Puts a file in the place of the one that is there, in one step; only its owner may read it.
Result<void> replace(const std::filesystem::path& path, std::string_view text);

}  // namespace touchpoint::sync::files
