// Secrecy is how the replica keeps what it knows from whoever reads the disk: identifiers only as
// keyed hashes, everything personal sealed for the very place where it stands. One per thread.
#pragma once

#include <array>

#include "core/identifier.hpp"
#include "core/uuid.hpp"
#include "crypto/device_key.hpp"
#include "crypto/seal.hpp"

namespace touchpoint::profiles {

using KeyedHash = std::array<std::uint8_t, 16>;  // the first half of an HMAC-SHA-256

using Term = std::int64_t;  // 48 bits of one: enough to find candidates, who are then looked at

class Secrecy {
 public:
  enum class Place : std::uint8_t {
    document = 1,
    history = 2,
    here = 3,
    traces = 4,
    task_step = 5
  };

  Secrecy(const crypto::DeviceKeys& keys, Random& random);

  KeyedHash hash(const Identifier& identifier) const;
  KeyedHash hash_experience(std::string_view id) const;
  KeyedHash hash_task(std::string_view id) const;
  // Of what somebody is found by (traces.hpp).
  Term term(std::string_view text) const;
  // Four bytes of one: as many as it takes to compare one number with a few.
  std::string print(std::string_view text) const;
  // Of the id of a profile that was merged into another.
  KeyedHash hash_merged(const Uuid& profile) const;
  // Tells another device's key from ours without saying anything about it.
  std::array<std::uint8_t, 8> key_check() const;

  // `owner` is the profile's id, the sequence of a row of the journal, or the hash of a step's id.
  Bytes seal(Place place, BytesView owner, BytesView plain);
  Result<Bytes> open(Place place, BytesView owner, BytesView sealed);

 private:
  KeyedHash keyed(std::string_view text) const;

  const Digest identifiers_key_;
  const Digest profiles_key_;
  crypto::Sealer sealer_;
};

std::array<std::uint8_t, 8> owner_of(std::int64_t sequence);  // big endian

}  // namespace touchpoint::profiles
