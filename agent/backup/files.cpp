#include "backup/files.hpp"

#include <array>

#include "core/files.hpp"

namespace touchpoint::backup {
namespace {

namespace fs = std::filesystem;

constexpr int kNew = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;

}  // namespace

Result<void> copy_file(const fs::path& from, const fs::path& to) {
  const files::Descriptor source(from, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  if (!source.is_open()) return files::file_error("read", from);
  const files::Descriptor file(to, kNew);
  if (!file.is_open()) return files::file_error("make", to);
  std::array<char, 64 * 1024> bytes;
  while (true) {
    const auto length = ::read(source.get(), bytes.data(), bytes.size());
    if (length < 0) return files::file_error("read", from);
    if (length == 0) break;
    if (!files::write_all(file.get(), {bytes.data(), static_cast<std::size_t>(length)})) {
      return files::file_error("write", to);
    }
  }
  if (::fsync(file.get()) != 0) return files::file_error("write", to);
  return success();
}

Result<void> copy_folder(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_directory(to, failed);
  if (!failed) fs::permissions(to, fs::perms::owner_all, failed);
  if (failed) return retry_later("cannot make " + to.string() + ": " + failed.message());
  auto entries = fs::directory_iterator(from, failed);
  if (failed) return retry_later("cannot read " + from.string() + ": " + failed.message());
  for (const auto& entry : entries) {
    const auto target = to / entry.path().filename();
    if (entry.is_symlink(failed)) continue;
    if (entry.is_directory(failed)) {
      TP_CHECK(backup::copy_folder(entry.path(), target));
    } else if (entry.is_regular_file(failed)) {
      TP_CHECK(backup::copy_file(entry.path(), target));
    }
  }
  return success();
}

}  // namespace touchpoint::backup
