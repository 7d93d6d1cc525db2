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
std::atomic<bool> full{false};

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
  full = true;
}

void FailingDisk::mend() {
  first_failing = 0;
  full = false;
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

ssize_t pwrite64(int fd, const void* bytes, size_t count, off_t offset);
ssize_t pwrite64(int fd, const void* bytes, size_t count, off_t offset) {
  if (touchpoint::support::full) {
    errno = ENOSPC;
    return -1;
  }
  return syscall(SYS_pwrite64, fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset);
ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  return pwrite64(fd, bytes, count, offset);
}
}
