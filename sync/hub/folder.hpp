// The folder of a hub: what stands where, and who signs. `touchpoint-hub init` makes it; everything
// secret in it is for its owner only.
#pragma once

#include <filesystem>
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
  sync::Authority authority;
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
// `misconfigured` when a key is absent, does not parse or can be read by others.
Result<Keys> read_keys(const Folder& folder);

}  // namespace touchpoint::hub
