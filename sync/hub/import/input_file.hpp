// Reads a text file piece by piece, decompressing it when its first bytes say zstd. Blocking: for
// command-line programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace touchpoint::hub {

class InputFile {
 public:
  // `misconfigured` when it cannot be read.
  static Result<InputFile> open(const std::filesystem::path& file);
  ~InputFile();
  InputFile(InputFile&&) noexcept;

  // The next piece; empty at the end. Valid until the next call. `damaged` for a file that ends in
  // the middle of its compression.
  Result<std::string_view> next();

  std::int64_t size() const;  // of the file, bytes
  std::int64_t read() const;  // of these, so far

 private:
  struct State;
  explicit InputFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint::hub
