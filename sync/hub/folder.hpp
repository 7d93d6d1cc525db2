// The folder of a hub: what stands where, and who signs. `touchpoint-hub init` makes it; everything
// secret in it is for its owner only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "crypto/sign.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/hub/config.hpp"

namespace touchpoint::hub {

// No device can be called that: it is no slug. The broker's ACL lets this name read and write all.
inline constexpr const char* kHubCommonName = "touchpoint.hub";

struct Folder {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "hub.toml"; }
  std::filesystem::path database() const { return root / "hub.db"; }
  std::filesystem::path control_socket() const { return root / "control.sock"; }
  std::filesystem::path ca() const { return root / "keys/ca.crt"; }
  std::filesystem::path ca_key() const { return root / "keys/ca.key"; }
  // While there are two: authority_roll.hpp.
  std::filesystem::path ca_next() const { return root / "keys/ca-next.crt"; }
  std::filesystem::path ca_next_key() const { return root / "keys/ca-next.key"; }
  std::filesystem::path ca_before() const { return root / "keys/ca-before.crt"; }
  std::filesystem::path ca_before_key() const { return root / "keys/ca-before.key"; }
  std::filesystem::path server() const { return root / "keys/server.crt"; }
  std::filesystem::path server_key() const { return root / "keys/server.key"; }
  std::filesystem::path mqtt() const { return root / "keys/mqtt.crt"; }
  std::filesystem::path mqtt_key() const { return root / "keys/mqtt.key"; }
  std::filesystem::path receipts_key() const { return root / "keys/receipts.key"; }
  std::filesystem::path backups() const { return root / "backups"; }
  std::filesystem::path broker() const { return root / "mosquitto"; }
  std::filesystem::path revocations() const { return broker() / "crl.pem"; }
};

struct Keys {
  // Its certificate is the first of a text that holds all that are trusted.
  sync::Authority authority;
  std::optional<sync::Authority> before;  // its certificates are still good
  std::string server_certificate;
  std::string server_private_key;
  crypto::Signer receipts;
  // Of operators' passwords: made from the receipts' seed, which is not in the database either.
  Digest passwords{};
};

struct NewHub {
  Config config;
  std::vector<std::string> hosts;  // names and addresses by which devices reach hub and broker
  bool broker = true;              // write a configuration for Mosquitto
};

// `refused` when the folder already holds a hub; nothing in it is ever overwritten.
Result<void> make_folder(const Folder& folder, const NewHub& hub, const Clock& clock,
                         Random& random);
// What a hub issues to itself: an authority, or a certificate for one of its own doors.
Result<sync::Authority> new_hub_authority(const std::string& name, WallTime now);
Result<sync::Authority> issue_pair(const sync::Authority& authority, const std::string& name,
                                   sync::Usage usage, const std::vector<std::string>& hosts,
                                   WallTime now);
// `misconfigured` when a key is absent, does not parse or can be read by others.
Result<Keys> read_keys(const Folder& folder);

}  // namespace touchpoint::hub
