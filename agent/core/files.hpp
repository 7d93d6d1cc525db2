// Small files that are whole or absent after a power cut, and the descriptors under them. Errors
// carry errno's code and say "cannot write <path>: <errno's words>".
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/types.h>

#include "core/result.hpp"

namespace touchpoint::files {

// Made right after the call that failed: it reads errno. `doing`: "read", "write", "make" …
Error file_error(std::string_view doing, const std::filesystem::path& path);

// An open file (or socket) that closes itself. It is never inherited by other programs.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  // open(2); errno says why when it is not open afterwards.
  Descriptor(const std::filesystem::path& path, int flags, mode_t mode = 0600);
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// All of it, or false, with errno as it was when it happened.
bool write_all(int fd, std::string_view bytes);

inline constexpr std::size_t kSmallFileMax = 64 * 1024;  // bytes; a long chain of certificates

// `damaged` when it is longer than `bytes_max`.
Result<std::string> read(const std::filesystem::path& path, std::size_t bytes_max = kSmallFileMax);

// A new file, on stable storage but for its name, which is the folder's. EEXIST when there is one.
Result<void> write_new(const std::filesystem::path& path, std::string_view text, mode_t mode);

// Puts `text` in the place of the file that is there, in one step; it is there after a power cut.
Result<void> replace(const std::filesystem::path& path, std::string_view text, mode_t mode = 0600);

// What was made, renamed or removed in a folder is so after a power cut. Empty: the current folder.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace touchpoint::files
