#include "sync/hub/folder.hpp"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>

#include "config/file.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "sync/hub/broker_files.hpp"

namespace touchpoint::hub {
namespace {

namespace fs = std::filesystem;

constexpr auto kAuthorityValid = std::chrono::days{3650};
constexpr auto kServerValid = std::chrono::days{1825};
constexpr mode_t kSecretMode = 0600;
constexpr mode_t kPublicMode = 0644;
constexpr std::size_t kKeyFileMax = 64 * 1024;  // bytes; a chain of certificates is a few thousand

Error failed(const fs::path& file, std::string_view what) {
  return misconfigured(file.string() + " " + std::string(what) + ": " +
                       std::generic_category().message(errno));
}

Result<void> make_directory(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return success();
  return failed(path, "cannot be made");
}

Result<void> write_new_file(const fs::path& file, std::string_view text, mode_t mode) {
  const auto written = files::write_new(file, text, mode);
  if (!written && written.error().code() == std::errc::file_exists) {
    return refused(file.string() + " is there already");
  }
  return written;
}

Result<void> write_pair(const fs::path& certificate_file, const fs::path& key_file,
                        const sync::Authority& pair) {
  TP_CHECK(write_new_file(key_file, pair.private_key, kSecretMode));
  return write_new_file(certificate_file, pair.certificate, kPublicMode);
}

Result<std::string> read_secret(const fs::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return failed(file, "cannot be read");
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return misconfigured(file.string() + " can be read by others; run: chmod 600 " + file.string());
  }
  return config::read_small_file(file, kKeyFileMax);
}

Result<crypto::SigningSeed> seed_of(const fs::path& file) {
  TP_TRY(const auto text, read_secret(file));
  const auto bytes = from_base64url(trimmed(text));
  crypto::SigningSeed seed{};
  if (!bytes || bytes->size() != seed.size()) {
    return misconfigured(file.string() + " is not a key of this hub");
  }
  std::copy(bytes->begin(), bytes->end(), seed.begin());
  return seed;
}

}  // namespace

Result<sync::Authority> new_hub_authority(const std::string& name, WallTime now) {
  return sync::new_authority(name, now, kAuthorityValid);
}

Result<sync::Authority> issue_pair(const sync::Authority& authority, const std::string& name,
                                   sync::Usage usage, const std::vector<std::string>& hosts,
                                   WallTime now) {
  sync::Authority pair;
  pair.private_key = sync::new_private_key();
  const sync::CertificateName subject{.common_name = name, .unit = {}};
  TP_TRY(const auto request, sync::new_request(pair.private_key, subject));
  TP_TRY(pair.certificate,
         sync::issue(authority, request, subject, usage, hosts, now, kServerValid));
  return pair;
}

Result<void> make_folder(const Folder& folder, const NewHub& hub, const Clock& clock,
                         Random& random) {
  if (fs::exists(folder.config())) {
    return refused(folder.root.string() + " already holds a hub; choose another folder");
  }
  std::error_code failure;
  fs::create_directories(folder.root.parent_path(), failure);
  TP_CHECK(make_directory(folder.root));
  TP_CHECK(make_directory(folder.root / "keys"));
  const WallTime now = clock.wall();
  const std::string& name = hub.config.name;
  TP_TRY(const auto authority, new_hub_authority(name + " CA", now));
  TP_CHECK(write_pair(folder.ca(), folder.ca_key(), authority));
  TP_TRY(const auto server, issue_pair(authority, name, sync::Usage::server, hub.hosts, now));
  TP_CHECK(write_pair(folder.server(), folder.server_key(), server));
  TP_TRY(const auto client, issue_pair(authority, kHubCommonName, sync::Usage::client, {}, now));
  TP_CHECK(write_pair(folder.mqtt(), folder.mqtt_key(), client));
  const auto seed = crypto::Signer::new_seed(random);
  TP_CHECK(write_new_file(folder.receipts_key(), to_base64url(seed) + "\n", kSecretMode));
  if (hub.broker) {
    TP_TRY(const auto broker,
           issue_pair(authority, name + " broker", sync::Usage::server, hub.hosts, now));
    TP_CHECK(
        write_broker_files(folder, authority, broker, static_cast<int>(hub.config.mqtt_port), now));
  }
  // Last: a folder without it is one that init did not finish.
  return write_new_file(folder.config(), write_hub_config(hub.config), kPublicMode);
}

Result<Keys> read_keys(const Folder& folder) {
  sync::Authority authority;
  TP_TRY(authority.certificate, config::read_small_file(folder.ca(), kKeyFileMax));
  TP_TRY(authority.private_key, read_secret(folder.ca_key()));
  std::optional<sync::Authority> before;
  if (fs::exists(folder.ca_before())) {
    before.emplace();
    TP_TRY(before->certificate, config::read_small_file(folder.ca_before(), kKeyFileMax));
    TP_TRY(before->private_key, read_secret(folder.ca_before_key()));
  }
  TP_TRY(auto server, config::read_small_file(folder.server(), kKeyFileMax));
  TP_TRY(auto server_key, read_secret(folder.server_key()));
  TP_TRY(const auto seed, seed_of(folder.receipts_key()));
  return Keys{.authority = std::move(authority),
              .before = std::move(before),
              .server_certificate = std::move(server),
              .server_private_key = std::move(server_key),
              .receipts = crypto::Signer(seed),
              .passwords = crypto::hmac_sha256(seed, as_bytes("operators' passwords"))};
}

}  // namespace touchpoint::hub
