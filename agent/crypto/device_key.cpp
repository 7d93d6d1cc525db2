#include "crypto/device_key.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/files.hpp"
#include "crypto/hash.hpp"

namespace touchpoint::crypto {
namespace {

constexpr std::size_t kSecretSize = 32;

Result<Bytes> create(const std::filesystem::path& file, Random& random) {
  Bytes secret(kSecretSize);
  random.fill(secret);
  const auto written = files::replace(file, as_text(secret));
  if (!written) return written.error().within("the device key");
  return secret;
}

// Nobody else may read it. A service manager hands a credential over as root's file that a group or
// an access list (which shows as the group's bits) lets us read; that is as closed.
bool is_closed_to_others(const struct stat& status) {
  const bool handed_over = status.st_uid != ::geteuid();
  return S_ISREG(status.st_mode) && (status.st_mode & (handed_over ? 037U : 077U)) == 0;
}

}  // namespace

DeviceKeys derive_device_keys(BytesView secret) {
  return {.journal = derive_key(secret, "touchpoint/1/journal"),
          .profiles = derive_key(secret, "touchpoint/1/profiles"),
          .identifiers = derive_key(secret, "touchpoint/1/identifiers"),
          .staff = derive_key(secret, "touchpoint/1/staff"),
          .fingerprint = derive_key(secret, "touchpoint/1/fingerprint")};
}

Result<Bytes> read_device_secret(const std::filesystem::path& file, bool may_create,
                                 Random& random) {
  // O_NONBLOCK: a FIFO in its place must not hold the start up.
  const files::Descriptor fd(file, O_RDONLY | O_NONBLOCK);
  if (!fd.is_open()) {
    if (errno == ENOENT && may_create) return create(file, random);
    return files::file_error("read the device key", file);
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return files::file_error("read the device key", file);
  if (!is_closed_to_others(status)) {
    return misconfigured("the device key " + file.string() +
                         " must be a regular file that only its owner can read (chmod 600)");
  }
  Bytes secret(kSecretSize + 1);
  const auto length = ::read(fd.get(), secret.data(), secret.size());
  if (length != static_cast<ssize_t>(kSecretSize)) {
    return misconfigured("the device key " + file.string() + " must hold exactly 32 bytes");
  }
  secret.resize(kSecretSize);
  return secret;
}

}  // namespace touchpoint::crypto
