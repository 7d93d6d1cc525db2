// A PIN's verifier: scrypt (RFC 7914) over the PIN, keyed once more with a secret that is not in
// the file where the verifier stands, so that a stolen file alone cannot be searched for six
// digits.
//
// One call takes some 50 ms and 16 MiB on purpose: it belongs to the slow worker, never to the
// loop.
#pragma once

#include <string_view>

#include "core/bytes.hpp"

namespace touchpoint::crypto {

using Salt = std::array<std::uint8_t, 16>;

// The dear half, which needs no secret: the hub does it for staff of its own, and sends no PIN.
Digest stretch_pin(std::string_view pin, const Salt& salt);
// The half of the device.
Digest pin_verifier(const Digest& stretched, const Digest& device_key);

Digest pin_verifier(std::string_view pin, const Salt& salt, const Digest& device_key);

}  // namespace touchpoint::crypto
