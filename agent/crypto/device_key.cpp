#include "crypto/device_key.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/hash.hpp"

namespace touchpoint::crypto {
namespace {

constexpr std::size_t kSecretSize = 32;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Error from_errno(const std::filesystem::path& file, std::string_view what) {
  const std::error_code code{errno, std::generic_category()};
  return {code, std::string(what) + " " + file.string() + ": " + code.message()};
}

// Written aside and renamed: a power cut leaves the whole key or none.
Result<Bytes> create(const std::filesystem::path& file, Random& random) {
  auto aside = file;
  aside += ".new";
  ::unlink(aside.c_str());  // of a start that was cut short; usually there is none
  const Descriptor fd{::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (fd.get() < 0) return from_errno(file, "cannot create the device key");
  Bytes secret(kSecretSize);
  random.fill(secret);
  const bool written =
      ::write(fd.get(), secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
      ::fsync(fd.get()) == 0 && ::rename(aside.c_str(), file.c_str()) == 0;
  if (!written) return from_errno(file, "cannot write the device key");
  const auto parent = file.parent_path();
  const Descriptor folder{
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) {
    return from_errno(file, "cannot write the device key");
  }
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
  const Descriptor fd{::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (fd.get() < 0) {
    if (errno == ENOENT && may_create) return create(file, random);
    return from_errno(file, "cannot read the device key");
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return from_errno(file, "cannot read the device key");
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
