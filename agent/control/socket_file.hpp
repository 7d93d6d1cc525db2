// SocketFile is the file in the runtime folder that a control socket listens on: made with mode
// 0600 before anybody can connect, removed again when it goes.
//
// A file that a dead program left behind is taken over; one that somebody answers on is not, and
// two programs that start in the same instant cannot both win (a lock on the folder while one
// looks).
#pragma once

#include <memory>
#include <string>

#include <sys/types.h>

#include "core/result.hpp"

namespace touchpoint::control {

class SocketFile {
 public:
  // `misconfigured` when the path is too long, is not a socket, or is in use.
  static Result<std::unique_ptr<SocketFile>> claim(const std::string& path);
  ~SocketFile();  // closes the socket unless released, removes the file if it is still ours
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;

  // The listening socket; from here on the caller closes it.
  int release();

 private:
  SocketFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_;
  dev_t device_{};
  ino_t inode_{};
};

}  // namespace touchpoint::control
