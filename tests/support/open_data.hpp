// Data sets that nobody here made, read where they lie: TOUCHPOINT_DATA, or shared/data beside the
// project. None of them is part of it, so whoever reads one skips with skip_message() where it is
// missing.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace touchpoint::support {

// Empty when there is no such file.
inline std::filesystem::path open_data(const std::string& name) {
  const char* const given = std::getenv("TOUCHPOINT_DATA");
  const std::filesystem::path folder =
      given != nullptr ? given : TOUCHPOINT_SOURCE_DIR "/../shared/data";
  return std::filesystem::exists(folder / name) ? folder / name : std::filesystem::path{};
}

inline std::string skip_message(const std::string& name) {
  return name + " is not here; TOUCHPOINT_DATA says where the open data sets are";
}

}  // namespace touchpoint::support
