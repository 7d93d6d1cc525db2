// Unpredictable bytes from OpenSSL's generator, which seeds itself from the kernel.
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
