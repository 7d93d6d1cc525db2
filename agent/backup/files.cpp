#include "backup/files.hpp"

#include <array>

#include "backup/descriptor.hpp"

namespace touchpoint::backup {
namespace {

namespace fs = std::filesystem;

Result<Descriptor> make(const fs::path& to) {
  Descriptor file(to, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) return file_error("make", to);
  return file;
}

}  // namespace

Result<void> write_file(const fs::path& to, std::string_view text) {
  TP_TRY(const auto file, make(to));
  if (!write_all(file.get(), text) || ::fsync(file.get()) != 0) return file_error("write", to);
  return success();
}

Result<void> copy_file(const fs::path& from, const fs::path& to) {
  const Descriptor source(from, O_RDONLY | O_NONBLOCK);
  if (!source.is_open()) return file_error("read", from);
  TP_TRY(const auto file, make(to));
  std::array<char, 64 * 1024> bytes;
  while (true) {
    const auto length = ::read(source.get(), bytes.data(), bytes.size());
    if (length < 0) return file_error("read", from);
    if (length == 0) break;
    if (!write_all(file.get(), {bytes.data(), static_cast<std::size_t>(length)})) {
      return file_error("write", to);
    }
  }
  if (::fsync(file.get()) != 0) return file_error("write", to);
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
