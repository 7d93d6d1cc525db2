#include "core/files.hpp"

#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace touchpoint::files {

namespace fs = std::filesystem;

Error file_error(std::string_view doing, const fs::path& path) {
  const std::error_code code{errno, std::generic_category()};
  return {code, std::string("cannot ").append(doing).append(" ").append(path.string()) + ": " +
                    code.message()};
}

Descriptor::Descriptor(const fs::path& path, int flags, mode_t mode)
    : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<std::string> read(const fs::path& path, std::size_t bytes_max) {
  const Descriptor file(path, O_RDONLY);
  if (!file.is_open()) return file_error("read", path);
  std::string text(bytes_max + 1, '\0');
  std::size_t have = 0;
  while (have < text.size()) {
    const auto got = ::read(file.get(), text.data() + have, text.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", path);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  if (have > bytes_max) return damaged(path.string() + " is too large to be what it should");
  text.resize(have);
  return text;
}

Result<void> write_new(const fs::path& path, std::string_view text, mode_t mode) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  if (!file.is_open()) return file_error("make", path);
  if (!write_all(file.get(), text) || ::fsync(file.get()) != 0) return file_error("write", path);
  return success();
}

Result<void> replace(const fs::path& path, std::string_view text, mode_t mode) {
  auto aside = path;
  aside += ".new";
  // Of a start that was cut short; usually there is none.
  if (::unlink(aside.c_str()) != 0 && errno != ENOENT) return file_error("replace", aside);
  TP_CHECK(write_new(aside, text, mode));
  if (::rename(aside.c_str(), path.c_str()) != 0) return file_error("replace", path);
  return sync_folder(path.parent_path());
}

Result<void> sync_folder(const fs::path& folder) {
  const fs::path named = folder.empty() ? fs::path(".") : folder;
  const Descriptor file(named, O_RDONLY | O_DIRECTORY);
  if (!file.is_open()) return file_error("write", named);
  // Not every file system can, or needs to.
  if (::fsync(file.get()) != 0 && errno != EINVAL) return file_error("write", named);
  return success();
}

}  // namespace touchpoint::files
