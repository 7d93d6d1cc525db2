#include "sync/hub/broker_files.hpp"

#include <array>

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/files.hpp"
#include "sync/enrol/revocations.hpp"

namespace touchpoint::hub {
namespace {

// Mosquitto started by root becomes this user before it reads its keys, which are this user's.
std::string own_name() {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> memory{};
  if (::getpwuid_r(::getuid(), &entry, memory.data(), memory.size(), &found) != 0 || !found) {
    return "mosquitto";
  }
  return entry.pw_name;
}

std::string configuration(const std::filesystem::path& folder, int port) {
  return fmt::format(R"(# Mosquitto for this hub: mosquitto -c {0}/mosquitto.conf
user {1}
listener {2}

# Only certificates of this hub's CA that the hub has not revoked: it writes crl.pem and sends SIGHUP
# to the process of mosquitto.pid. Run as another user, have it reloaded when crl.pem changes. Their
# common name is the user name that {0}/acl speaks of.
cafile {0}/ca.crt
crlfile {0}/crl.pem
certfile {0}/server.crt
keyfile {0}/server.key
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file {0}/acl
pid_file {0}/mosquitto.pid

# A PUBACK promises nothing: devices send again until the hub has signed. What is kept here only
# makes a restart cheaper. The hub's is the only session that outlives its connection; letting sessions
# expire would make Mosquitto 2.0 keep a list of them that it corrupts when one is taken over.
persistence true
persistence_location {0}/data/
autosave_interval 60

# A batch is at most 1 MiB; what is more than this waits on the devices.
max_packet_size 1310720
max_inflight_messages 100
max_queued_messages 1000
max_queued_bytes 67108864
set_tcp_nodelay true

log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages false
)",
                     folder.string(), own_name(), port);
}

std::string access_list() {
  return fmt::format(
      R"(# A device (%u) writes its own events and state, and reads its own receipts and news.
pattern write touchpoint/v1/+/%u/events/+
pattern write touchpoint/v1/+/%u/state
pattern read touchpoint/v1/+/%u/stored
pattern read touchpoint/v1/+/%u/news

user {0}
topic readwrite touchpoint/v1/#
)",
      kHubCommonName);
}

}  // namespace

Result<void> write_broker_files(const Folder& folder, const sync::Authority& authority,
                                const sync::Authority& broker, int port, WallTime now) {
  const auto root = std::filesystem::absolute(folder.broker());
  if (::mkdir(root.c_str(), 0700) != 0 || ::mkdir((root / "data").c_str(), 0700) != 0) {
    return misconfigured(root.string() + " cannot be made");
  }
  TP_CHECK(files::write_new(root / "ca.crt", authority.certificate, 0644));
  TP_CHECK(files::write_new(root / "server.crt", broker.certificate, 0644));
  TP_CHECK(files::write_new(root / "server.key", broker.private_key, 0600));
  TP_TRY(const auto nobody, sync::revocation_list(authority, {}, {}, now));
  TP_CHECK(files::write_new(root / "crl.pem", nobody, 0644));
  TP_CHECK(files::write_new(root / "acl", access_list(), 0600));
  return files::write_new(root / "mosquitto.conf", configuration(root, port), 0644);
}

}  // namespace touchpoint::hub
