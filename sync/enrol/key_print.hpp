// The fingerprint of a device's key: what two people compare, one at the device and one at the hub.
// SHA-256 over the public key's SubjectPublicKeyInfo in DER, so that it is the same of a key, of a
// request and of a certificate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace touchpoint::sync {

Result<Digest> print_of_key(const std::string& private_key);
// `refused` when the request is not signed by its own key.
Result<Digest> print_of_request(const std::string& request);

// "AB12 34CD …": 16 groups of four.
std::string print_text(const Digest& print);
// Hex digits in upper or lower case; spaces and colons between them do not matter. nullopt when
// there is anything else.
std::optional<std::string> print_digits(std::string_view text);
std::optional<Digest> print_from_text(std::string_view text);  // all 64 digits

}  // namespace touchpoint::sync
