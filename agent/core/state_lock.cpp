#include "core/state_lock.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace touchpoint {

Result<StateLock> StateLock::take(const std::filesystem::path& state_folder) {
  const auto file = state_folder / kStateLockFile;
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    const std::error_code code{errno, std::generic_category()};
    auto sentence =
        "cannot write to the state folder " + state_folder.string() + ": " + code.message();
    const bool disk = code.value() == EROFS || code.value() == EIO || code.value() == ENOSPC;
    return disk ? damaged(std::move(sentence)) : misconfigured(std::move(sentence));
  }
  StateLock lock{fd};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return retry_later("another touchpointd already runs with the state folder " +
                       state_folder.string());
  }
  return lock;
}

StateLock::~StateLock() {
  if (fd_ >= 0) ::close(fd_);
}

StateLock::StateLock(StateLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace touchpoint
