// Writes a whole file and returns its path as text.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace touchpoint::support {

inline std::string write_file(const std::filesystem::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
  return file.string();
}

}  // namespace touchpoint::support
