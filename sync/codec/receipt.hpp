// The hub's word "stored through N", signed (CONTRACT.md, "Up"), and the JWS around it (RFC 7515,
// compact form, EdDSA by RFC 8037).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "crypto/sign.hpp"

namespace touchpoint::sync {

struct Receipt {
  std::string device;
  std::string journal;
  std::string answers;  // the batch
  std::int64_t through = 0;
  Digest chain{};
  std::int64_t refused = 0;
  WallTime at{};
  bool runs = false;  // the hub takes runs
};

struct PinnedKey {
  std::string kid;
  crypto::PublicKey key{};
};

std::string key_id(const crypto::PublicKey& key);  // 16 hex digits

std::string sign_jws(const crypto::Signer& signer, std::string_view payload);
// The payload. `refused` when the form, the algorithm, the key or the signature is not right.
Result<std::string> verify_jws(std::string_view jws, const std::vector<PinnedKey>& keys);

std::string sign_receipt(const crypto::Signer& signer, const Receipt& receipt);
Result<Receipt> verify_receipt(std::string_view jws, const std::vector<PinnedKey>& keys);

}  // namespace touchpoint::sync
