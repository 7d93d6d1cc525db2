// Reads a small text file that a person maintains, and never waits for anything: a FIFO, a device
// or a folder in its place is refused.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace touchpoint::config {

inline constexpr std::size_t kConfigFileMax = 64 * 1024;  // bytes; a hundred times a whole file

// The whole file; `misconfigured` when it is absent, not a regular file or longer than `bytes_max`.
Result<std::string> read_small_file(const std::filesystem::path& file, std::size_t bytes_max);

}  // namespace touchpoint::config
