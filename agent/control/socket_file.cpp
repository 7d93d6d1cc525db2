#include "control/socket_file.hpp"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/address.hpp"
#include "core/files.hpp"

namespace touchpoint::control {
namespace {

using files::Descriptor;

Error from_errno(const std::string& path) {
  const std::error_code code{errno, std::generic_category()};
  return misconfigured("cannot listen on " + path + ": " + code.message());
}

// Whether the socket file at `path` belongs to nobody any more.
Result<bool> is_abandoned(const std::string& path, const sockaddr_un& address) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return from_errno(path);
  if (!S_ISSOCK(status.st_mode)) {
    return misconfigured(path + " exists and is not a socket; move it away");
  }
  const Descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (probe.get() < 0) return from_errno(path);
  const int connected = ::connect(probe.get(), generic(address), sizeof(address));
  if (connected != 0 && errno == ECONNREFUSED) return true;
  if (connected == 0 || errno == EAGAIN) {  // EAGAIN: somebody is there and is busy
    return misconfigured("another program already answers at " + path);
  }
  return from_errno(path);
}

}  // namespace

Result<std::unique_ptr<SocketFile>> SocketFile::claim(const std::string& path) {
  const auto address = unix_address(path);
  if (!address) return misconfigured("the socket's path must have 1 to 107 bytes: " + path);

  auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const Descriptor lock(folder, O_RDONLY | O_DIRECTORY);
  if (lock.get() < 0) return from_errno(path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return misconfigured("another program is about to listen in " + folder.string());
  }

  Descriptor fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (fd.get() < 0) return from_errno(path);
  if (::bind(fd.get(), generic(*address), sizeof(*address)) != 0) {
    if (errno != EADDRINUSE) return from_errno(path);
    TP_TRY(const bool abandoned, is_abandoned(path, *address));
    const bool bound = abandoned && ::unlink(path.c_str()) == 0 &&
                       ::bind(fd.get(), generic(*address), sizeof(*address)) == 0;
    if (!bound) return from_errno(path);
  }

  std::unique_ptr<SocketFile> file{new SocketFile(path, fd.release())};
  struct stat status {};
  // Nobody can connect before listen(): the mode is right from the first moment that matters.
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::lstat(path.c_str(), &status) != 0 ||
      ::listen(file->fd_, SOMAXCONN) != 0) {
    return from_errno(path);
  }
  file->device_ = status.st_dev;
  file->inode_ = status.st_ino;
  return file;
}

SocketFile::~SocketFile() {
  if (fd_ >= 0) ::close(fd_);
  struct stat status {};
  const bool ours =
      ::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
  if (ours) ::unlink(path_.c_str());
}

int SocketFile::release() {
  return std::exchange(fd_, -1);
}

}  // namespace touchpoint::control
