// What the hub gives to a device: central settings and the staff of its store, signed (CONTRACT.md,
// "Configuration").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/password.hpp"
#include "sync/codec/receipt.hpp"

namespace touchpoint::sync {

// Somebody who may sign in at every device of a store.
struct GivenStaff {
  std::string name;          // a slug
  std::string display_name;  // 1 to 64 bytes
  std::string role;          // "associate", "supervisor", "it"
  crypto::Salt salt{};
  Digest stretched{};  // crypto::stretch_pin
};

struct GivenSettings {
  std::string device;
  std::string store;
  std::string epoch;
  std::int64_t version = 0;  // of all this, for this device; only ever higher
  std::int64_t number = 0;  // of `body`, as people call it; 0: nothing is published for this device
  WallTime at{};
  std::string body;  // TOML; which keys it may hold is the device's to judge
  std::vector<GivenStaff> staff;

  static constexpr std::size_t kBodyMax = 32 * 1024;  // bytes; fifty times a whole file
  static constexpr std::size_t kStaffMax = 256;
};

// What is wrong with it, but for salt and PIN, in one sentence; empty: nothing.
std::string problem_of(const GivenStaff& staff);

std::string sign_settings(const crypto::Signer& signer, const GivenSettings& settings);
// `refused` when the signature is not by one of `keys` or the form is not right.
Result<GivenSettings> verify_settings(std::string_view jws, const std::vector<PinnedKey>& keys);

}  // namespace touchpoint::sync
