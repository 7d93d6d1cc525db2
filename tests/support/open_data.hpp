// Data sets that nobody here made, read where they lie: TOUCHPOINT_DATA, or shared/data beside the
// project. None of them is part of it, so whoever reads one skips with skip_message() where it is
// missing.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

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

// RFC 4180, for a row that stands on one line.
inline std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back().push_back(line[++i]);
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back().push_back(c);
    }
  }
  return fields;
}

}  // namespace touchpoint::support
