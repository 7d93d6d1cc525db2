// SHA-256, HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869). They cannot fail: an OpenSSL that
// cannot hash ends the program.
#pragma once

#include <string_view>

#include "core/bytes.hpp"

namespace touchpoint::crypto {

Digest sha256(BytesView bytes);
Digest sha256(BytesView first, BytesView second);  // of the concatenation
Digest hmac_sha256(BytesView key, BytesView bytes);

// A key of 32 bytes for one purpose, from a secret; different labels give unrelated keys.
Digest derive_key(BytesView secret, std::string_view label);

// The chain over a journal's events (CONTRACT.md, "The chain").
Digest chain_start(std::string_view journal_id);
inline Digest chain_next(const Digest& previous, const Digest& event_digest) {
  return sha256(previous, event_digest);
}

}  // namespace touchpoint::crypto
