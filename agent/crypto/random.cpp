#include "crypto/random.hpp"

#include <cstdlib>

#include <openssl/rand.h>

namespace touchpoint::crypto {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  // Without randomness there are no keys and no identifiers: nothing sensible can go on.
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
}

std::string random_token(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return to_base64url(bytes);
}

}  // namespace touchpoint::crypto
