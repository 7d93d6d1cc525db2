// The device's own secret, from which every key on the device is derived. It never leaves the
// device, and the two databases are unreadable without it.
//
// It comes from a systemd credential where there is one, else from a file of mode 0600 in the state
// folder, which is made at the first start.
#pragma once

#include <filesystem>

#include "core/bytes.hpp"
#include "core/random.hpp"
#include "core/result.hpp"

namespace touchpoint::crypto {

struct DeviceKeys {
  Digest journal;      // seals event bodies
  Digest profiles;     // seals personal fields of the replica
  Digest identifiers;  // HMAC key of identifiers
  Digest staff;        // bound into PIN verifiers; seals the staff file
  Digest fingerprint;  // HMAC key of what callers offered
};

DeviceKeys derive_device_keys(BytesView secret);

// Reads 32 bytes, or makes them when `may_create` and the file is absent. `misconfigured` when the
// file can be read by others or has another length.
Result<Bytes> read_device_secret(const std::filesystem::path& file, bool may_create,
                                 Random& random);

}  // namespace touchpoint::crypto
