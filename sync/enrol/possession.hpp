// Proof of possession: a device whose certificate has expired, and can therefore make no TLS
// connection with it, shows that it still holds its key by signing its request for a new one.
//
// PEM in and out; pure.
#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace touchpoint::sync {

// A signature over `text` with SHA-256 (for our keys: ECDSA, DER).
Result<Bytes> sign_with(const std::string& private_key, std::string_view text);

// Whether the key of `certificate` has signed `text`.
bool is_signed_by(const std::string& certificate, std::string_view text, BytesView signature);

// Whether that CA has issued the certificate, for a client, whatever the time is: `refused` if not.
Result<void> check_issuer(const std::string& certificate, const std::string& ca);

}  // namespace touchpoint::sync
