#include "config/file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace touchpoint::config {
namespace {

Error from_errno(const std::filesystem::path& file) {
  const std::error_code code{errno, std::generic_category()};
  return misconfigured("cannot read " + file.string() + ": " + code.message());
}

Result<std::string> read_all(int fd, const std::filesystem::path& file, std::size_t bytes_max) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return from_errno(file);
  if (!S_ISREG(status.st_mode)) return misconfigured(file.string() + " is not a regular file");
  std::string text(bytes_max + 1, '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const auto got = ::read(fd, text.data() + length, text.size() - length);
    if (got < 0) return from_errno(file);
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  if (length > bytes_max) {
    return misconfigured(file.string() + " is longer than " + std::to_string(bytes_max) + " bytes");
  }
  text.resize(length);
  return text;
}

}  // namespace

Result<std::string> read_small_file(const std::filesystem::path& file, std::size_t bytes_max) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer; regular files do not mind.
  const int fd = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return from_errno(file);
  auto text = read_all(fd, file, bytes_max);
  ::close(fd);
  return text;
}

}  // namespace touchpoint::config
