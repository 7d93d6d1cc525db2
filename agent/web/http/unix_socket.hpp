// UnixSocketFile is a listening Unix socket and its name in the file system.
//
// The file never has more permissions than asked for, not even between bind() and chmod(). One that
// nobody answers any more is replaced; one that somebody does answer, or that is no socket, is not.
#pragma once

#include <string>

#include <sys/types.h>

#include "core/result.hpp"

namespace touchpoint::web {

class UnixSocketFile {
 public:
  static Result<UnixSocketFile> listen(const std::string& path, unsigned mode);

  // Removes the file, if it is still this one.
  ~UnixSocketFile();
  UnixSocketFile(UnixSocketFile&& other) noexcept;
  UnixSocketFile& operator=(UnixSocketFile&&) = delete;

  // Gives the descriptor away; the file stays with us.
  int release();

 private:
  UnixSocketFile() = default;

  int descriptor_ = -1;
  std::string path_;  // empty: there is no file to remove
  dev_t device_{};
  ino_t inode_{};
};

}  // namespace touchpoint::web
