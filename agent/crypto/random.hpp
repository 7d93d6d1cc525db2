// Unpredictable bytes from the kernel. It is asked each time: for a nonce or an id that takes less
// than half the time of OpenSSL's generator, and there is no state to leak or to fork.
#pragma once

#include <string>

#include "core/bytes.hpp"
#include "core/random.hpp"

namespace touchpoint::crypto {

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

// A secret to hand to a person or a program: 32 random bytes as base64url, 43 characters.
std::string random_token(Random& random);

}  // namespace touchpoint::crypto
