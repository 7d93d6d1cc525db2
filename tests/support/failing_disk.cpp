#include "support/failing_disk.hpp"

#include <atomic>
#include <cerrno>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace touchpoint::support {
namespace {

std::atomic<int> syncs{0};
std::atomic<int> first_failing{0};  // 0: none
std::atomic<bool> failing_for_good{false};
std::atomic<std::int64_t> left{-1};  // bytes; -1: as many as there are
std::atomic<bool> ballast_fits{true};

bool sync_fails() {
  const int n = ++syncs;
  const int first = first_failing;
  return first != 0 && (n == first || (n > first && failing_for_good));
}

int sync_with(long number, int fd) {
  if (sync_fails()) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(number, fd));
}

}  // namespace

void FailingDisk::fail_sync(int k, bool for_good) {
  syncs = 0;
  failing_for_good = for_good;
  first_failing = k;
}

void FailingDisk::fill() {
  leave(0);
}

void FailingDisk::leave(std::int64_t bytes, bool fits) {
  left = bytes;
  ballast_fits = fits;
}

void FailingDisk::mend() {
  first_failing = 0;
  left = -1;
  ballast_fits = true;
  syncs = 0;
}

int FailingDisk::syncs_seen() {
  return syncs;
}

}  // namespace touchpoint::support

extern "C" {

int fdatasync(int fd);
int fdatasync(int fd) {
  return touchpoint::support::sync_with(SYS_fdatasync, fd);
}

int fsync(int fd);
int fsync(int fd) {
  return touchpoint::support::sync_with(SYS_fsync, fd);
}

int posix_fallocate(int fd, off_t offset, off_t bytes);
int posix_fallocate(int fd, off_t offset, off_t bytes) {
  if (!touchpoint::support::ballast_fits) return ENOSPC;
  return syscall(SYS_fallocate, fd, 0, offset, bytes) == 0 ? 0 : errno;
}

ssize_t pwrite64(int fd, const void* bytes, size_t count, off_t offset);
ssize_t pwrite64(int fd, const void* bytes, size_t count, off_t offset) {
  using touchpoint::support::left;
  if (const auto room = left.load(); room >= 0) {
    if (room < static_cast<std::int64_t>(count)) {
      errno = ENOSPC;
      return -1;
    }
    left = room - static_cast<std::int64_t>(count);
  }
  return syscall(SYS_pwrite64, fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset);
ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  return pwrite64(fd, bytes, count, offset);
}
}
