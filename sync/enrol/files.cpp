#include "sync/enrol/files.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace touchpoint::sync::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileMax = 64 * 1024;  // bytes; a long chain of certificates

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  bool is_open() const { return value_ >= 0; }

 private:
  int value_;
};

}  // namespace

Error file_error(std::string_view doing, const fs::path& path) {
  const auto code = std::error_code(errno, std::generic_category());
  return misconfigured(std::string("cannot ")
                           .append(doing)
                           .append(" ")
                           .append(path.string())
                           .append(": ")
                           .append(code.message()));
}

Result<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return file_error("read", path);
  std::string text(kFileMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kFileMax) return damaged(path.string() + " is too large to be what it should");
  return text;
}

Result<void> write_new(const fs::path& path, std::string_view text, mode_t mode) {
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
  if (!file.is_open()) return file_error("write", path);
  while (!text.empty()) {
    const auto written = ::write(file.get(), text.data(), text.size());
    if (written < 0) return file_error("write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) return file_error("write", path);
  return success();
}

Result<void> sync_folder(const fs::path& path) {
  const Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return file_error("write", path);
  return success();
}

Result<void> replace(const fs::path& path, std::string_view text) {
  auto fresh = path;
  fresh += ".new";
  ::unlink(fresh.c_str());  // of a start that was cut short; usually there is none
  TP_CHECK(write_new(fresh, text, 0600));
  if (::rename(fresh.c_str(), path.c_str()) != 0) return file_error("replace", path);
  return sync_folder(path.parent_path().empty() ? fs::path(".") : path.parent_path());
}

}  // namespace touchpoint::sync::files
