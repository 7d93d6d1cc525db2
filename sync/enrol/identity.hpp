// Identity is who a device is to its hub and whom it believes: a folder of four files that is
// replaced as a whole, so that no power cut leaves half of two identities.
//
//   key.pem          the private key, made here; mode 0600
//   certificate.pem  the hub's certificate for it, with the device's name and store
//   ca.pem           the only CA that is trusted, for the hub and the broker
//   hub.json         the hub's address, its pinned signing keys, the broker, since when
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/codec/device_json.hpp"

namespace touchpoint::sync {

struct Identity {
  std::string store;   // of the certificate
  std::string device;  // of the certificate
  std::string private_key;
  std::string certificate;
  std::string ca;
  HubFile hub;
  WallTime expires{};            // the certificate
  std::filesystem::path folder;  // where it was loaded from: libmosquitto reads the files itself
};

// nullopt: never enrolled. `damaged` when the files are there and do not make one identity, with
// what to do about it.
Result<std::optional<Identity>> load_identity(const std::filesystem::path& folder);

// Puts the identity in the place of the one that is there, in one step. The folder's parent must
// be writable. On an error the old one is untouched.
Result<void> store_identity(const std::filesystem::path& folder, const Identity& identity);

}  // namespace touchpoint::sync
