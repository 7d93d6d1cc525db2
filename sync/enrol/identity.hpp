// What a device is once it is enrolled: its key and certificate, whom it trusts, and where the hub is.
// Kept in a folder of the state folder: key.pem (0600), certificate.pem, ca.pem and hub.json.
//
// libmosquitto reads the PEM files itself, which is why they are files of their own. A new identity is
// written into a folder beside and takes the old one's place by one rename.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/codec/receipt.hpp"

namespace touchpoint::sync {

struct Identity {
  std::filesystem::path folder;  // where it was read from
  std::string device;
  std::string store;
  std::string private_key;  // PEM
  std::string certificate;  // PEM
  std::string ca;           // PEM
  std::string url;          // "https://host:port"
  std::string mqtt_host;    // empty: no broker
  int mqtt_port = 0;
  std::vector<PinnedKey> keys;  // the hub signs receipts with one of them
  WallTime enrolled_at{};

  std::filesystem::path key_file() const { return folder / "key.pem"; }
  std::filesystem::path certificate_file() const { return folder / "certificate.pem"; }
  std::filesystem::path ca_file() const { return folder / "ca.pem"; }
};

// nullopt when the device was never enrolled. `damaged` when the folder cannot be made sense of.
Result<std::optional<Identity>> load_identity(const std::filesystem::path& folder);

// Writes and syncs everything before it takes the place of what was there.
Result<void> store_identity(const std::filesystem::path& folder, const Identity& identity);

}  // namespace touchpoint::sync
