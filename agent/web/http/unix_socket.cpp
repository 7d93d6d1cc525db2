#include "web/http/unix_socket.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace touchpoint::web {
namespace {

std::string reason() {
  return std::generic_category().message(errno);
}

// Whether there is a socket file that a process has left behind. `misconfigured` when what is there
// is in use, or is something else.
Result<bool> is_stale(const sockaddr_un& address) {
  struct stat file {};
  if (::lstat(address.sun_path, &file) != 0) {
    if (errno == ENOENT) return false;
    return misconfigured(reason());
  }
  if (!S_ISSOCK(file.st_mode)) return misconfigured("there is a file of that name already");
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return misconfigured(reason());
  const int failed =
      ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0
                                                                                         : errno;
  ::close(probe);
  if (failed == ECONNREFUSED) return true;
  return misconfigured("somebody else listens there already");
}

}  // namespace

Result<UnixSocketFile> UnixSocketFile::listen(const std::string& path, unsigned mode) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return misconfigured("the path of a Unix socket has 1 to 107 bytes");
  std::memcpy(address.sun_path, path.data(), path.size());

  TP_TRY(const bool stale, is_stale(address));
  if (stale && ::unlink(address.sun_path) != 0 && errno != ENOENT) return misconfigured(reason());

  UnixSocketFile socket;
  socket.descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket.descriptor_ < 0) return misconfigured(reason());
  // Linux gives the file the mode of the socket, less the umask; chmod() then makes it exact.
  if (::fchmod(socket.descriptor_, mode) != 0 ||
      ::bind(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return misconfigured(reason());
  struct stat file {};
  if (::lstat(address.sun_path, &file) != 0) return misconfigured(reason());
  socket.path_ = path;
  socket.device_ = file.st_dev;
  socket.inode_ = file.st_ino;
  if (::chmod(address.sun_path, mode) != 0 || ::listen(socket.descriptor_, SOMAXCONN) != 0)
    return misconfigured(reason());
  return socket;
}

UnixSocketFile::UnixSocketFile(UnixSocketFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::exchange(other.path_, {})),
      device_(other.device_),
      inode_(other.inode_) {}

UnixSocketFile::~UnixSocketFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  struct stat file {};
  if (!path_.empty() && ::lstat(path_.c_str(), &file) == 0 && file.st_dev == device_ &&
      file.st_ino == inode_)
    ::unlink(path_.c_str());
}

int UnixSocketFile::release() {
  return std::exchange(descriptor_, -1);
}

}  // namespace touchpoint::web
