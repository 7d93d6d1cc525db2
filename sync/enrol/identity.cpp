#include "sync/enrol/identity.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/enrol/certificates.hpp"

namespace touchpoint::sync {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKey = "key.pem";
constexpr std::string_view kCertificate = "certificate.pem";
constexpr std::string_view kCa = "ca.pem";
constexpr std::string_view kHub = "hub.json";
constexpr std::size_t kFileMax = 64 * 1024;  // bytes; a long chain of certificates

Error file_error(std::string_view doing, const fs::path& path) {
  const auto code = std::error_code(errno, std::generic_category());
  return misconfigured(std::string("cannot ")
                           .append(doing)
                           .append(" ")
                           .append(path.string())
                           .append(": ")
                           .append(code.message()));
}

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

Result<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return file_error("read", path);
  std::string text(kFileMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kFileMax) return damaged(path.string() + " is too large to be what it should");
  return text;
}

Result<void> write_file(const fs::path& path, std::string_view text, mode_t mode) {
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

Result<void> write_folder(const fs::path& folder, const Identity& identity) {
  if (::mkdir(folder.c_str(), 0700) != 0) return file_error("make", folder);
  TP_CHECK(write_file(folder / kKey, identity.private_key, 0600));
  TP_CHECK(write_file(folder / kCertificate, identity.certificate, 0644));
  TP_CHECK(write_file(folder / kCa, identity.ca, 0644));
  TP_CHECK(write_file(folder / kHub, to_json(identity.hub), 0644));
  return sync_folder(folder);
}

Result<Identity> read_folder(const fs::path& folder) {
  Identity identity;
  TP_TRY(identity.private_key, read_file(folder / kKey));
  TP_TRY(identity.certificate, read_file(folder / kCertificate));
  TP_TRY(identity.ca, read_file(folder / kCa));
  TP_TRY(const auto hub, read_file(folder / kHub));
  TP_TRY(identity.hub, hub_file_from_json(hub));
  TP_TRY(const auto facts, facts_of(identity.certificate));
  TP_CHECK(facts_of(identity.ca));
  if (!belongs_together(identity.certificate, identity.private_key)) {
    return damaged("the private key is not the certificate's");
  }
  identity.device = facts.name.common_name;
  identity.store = facts.name.unit;
  identity.expires = facts.not_after;
  identity.folder = folder;
  return identity;
}

}  // namespace

Result<std::optional<Identity>> load_identity(const fs::path& folder) {
  std::error_code failed;
  if (!fs::exists(folder, failed) && !failed) return std::nullopt;
  auto identity = read_folder(folder);
  if (!identity) {
    return damaged("this device's identity in " + folder.string() +
                   " cannot be used: " + identity.error().sentence() +
                   ". Enrol the device again; nothing that was recorded is lost");
  }
  return std::optional(std::move(identity.value()));
}

Result<void> store_identity(const fs::path& folder, const Identity& identity) {
  auto fresh = folder;
  fresh += ".new";
  std::error_code ignored;  // what cannot be removed cannot be made anew, and that is told
  fs::remove_all(fresh, ignored);
  const auto undone = [&](Error error) {
    fs::remove_all(fresh, ignored);
    return error;
  };
  if (auto written = write_folder(fresh, identity); !written) return undone(written.error());
  const bool replaces = fs::exists(folder, ignored);
  const unsigned how = replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, folder.c_str(), how) != 0) {
    return undone(file_error("replace", folder));
  }
  fs::remove_all(fresh, ignored);  // the old one; if it stays, the next enrolment removes it
  return sync_folder(folder.parent_path().empty() ? fs::path(".") : folder.parent_path());
}

}  // namespace touchpoint::sync
