// Identity is who a device is to its hub and whom it believes: a folder of four files that is
// replaced as a whole, so that no power cut leaves half of two identities.
//
// There are two slots: `folder` is the identity that the device uses, `folder`.new one that is
// being made or proven. They change places in one step; what is then in the second slot is removed.
//
//   key.pem          the private key, made here; mode 0600
//   certificate.pem  the hub's certificate for it, with the device's name and store
//   ca.pem           whom to trust, for the hub and the broker: one CA, or two while it is replaced
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
  WallTime begins{};             // the certificate
  WallTime expires{};            // the certificate
  std::filesystem::path folder;  // where it was loaded from: libmosquitto reads the files itself
};

// nullopt: never enrolled. `damaged` when the files are there and do not make one identity, with
// what to do about it.
Result<std::optional<Identity>> load_identity(const std::filesystem::path& folder);

// The second slot: written to stable storage; what stands there, whole, and was written to follow
// `current`; in the place of the first; gone.
std::filesystem::path next_slot(const std::filesystem::path& folder);
Result<void> write_next(const std::filesystem::path& folder, const Identity& identity);
std::optional<Identity> load_next(const std::filesystem::path& folder, const Identity& current);
Result<void> adopt_next(const std::filesystem::path& folder);
void discard_next(const std::filesystem::path& folder);

// Both at once, for an enrolment: puts the identity in the place of the one that is there, in one
// step. The folder's parent must be writable. On an error the old one is untouched.
Result<void> store_identity(const std::filesystem::path& folder, const Identity& identity);

}  // namespace touchpoint::sync
