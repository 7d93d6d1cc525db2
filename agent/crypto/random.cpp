#include "crypto/random.hpp"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

namespace touchpoint::crypto {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  constexpr std::size_t kAtOnce = 256;  // getentropy(3) gives no more
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), kAtOnce));
    // Without randomness there are no keys and no identifiers: nothing sensible can go on.
    if (getentropy(part.data(), part.size()) != 0) std::abort();
    bytes = bytes.subspan(part.size());
  }
}

std::string random_token(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return to_base64url(bytes);
}

}  // namespace touchpoint::crypto
