#include "journal/ballast.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace touchpoint::journal {
namespace {

// Only raised where as much again stays free: a ballast that takes the last byte would be dropped
// with the next write.
constexpr std::int64_t kToSpare = 2;

}  // namespace

Ballast::Ballast(std::filesystem::path file, std::int64_t bytes)
    : file_(std::move(file)), bytes_(bytes), stands_(bytes == 0) {}

bool Ballast::raise() {
  if (stands_) return true;
  std::error_code error;
  if (std::filesystem::file_size(file_, error) == static_cast<std::uintmax_t>(bytes_) && !error) {
    return stands_ = true;
  }
  const auto space = std::filesystem::space(file_.parent_path(), error);
  if (error || static_cast<std::int64_t>(space.available) < kToSpare * bytes_) return false;
  const int fd = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return false;
  stands_ = ::posix_fallocate(fd, 0, bytes_) == 0;
  ::close(fd);
  if (!stands_) std::filesystem::remove(file_, error);
  return stands_;
}

void Ballast::drop() {
  if (bytes_ == 0) return;
  stands_ = false;
  std::error_code ignored;  // absent is what we want
  std::filesystem::remove(file_, ignored);
}

}  // namespace touchpoint::journal
