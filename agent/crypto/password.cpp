#include "crypto/password.hpp"

#include <cstdlib>

#include <openssl/evp.h>

#include "crypto/hash.hpp"

namespace touchpoint::crypto {

Digest stretch_pin(std::string_view pin, const Salt& salt) {
  constexpr std::uint64_t kN = 1 << 14;  // OWASP's floor for r=8 is 2^14 with p=5
  constexpr std::uint64_t kR = 8;
  constexpr std::uint64_t kP = 5;
  constexpr std::uint64_t kMemory = 64ULL * 1024 * 1024;
  Digest stretched{};
  if (EVP_PBE_scrypt(pin.data(), pin.size(), salt.data(), salt.size(), kN, kR, kP, kMemory,
                     stretched.data(), stretched.size()) != 1) {
    std::abort();
  }
  return stretched;
}

Digest pin_verifier(const Digest& stretched, const Digest& device_key) {
  return hmac_sha256(device_key, stretched);
}

Digest pin_verifier(std::string_view pin, const Salt& salt, const Digest& device_key) {
  return pin_verifier(stretch_pin(pin, salt), device_key);
}

}  // namespace touchpoint::crypto
