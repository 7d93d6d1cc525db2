// Ed25519 (RFC 8032): the hub signs receipts and configuration with it, devices verify.
#pragma once

#include <array>
#include <memory>

#include "core/bytes.hpp"
#include "core/random.hpp"
#include "core/result.hpp"

namespace touchpoint::crypto {

using PublicKey = std::array<std::uint8_t, 32>;
using SigningSeed = std::array<std::uint8_t, 32>;  // RFC 8032's private key
using Signature = std::array<std::uint8_t, 64>;

class Signer {
 public:
  explicit Signer(const SigningSeed& seed);
  ~Signer();
  Signer(Signer&&) noexcept;

  static SigningSeed new_seed(Random& random);

  const PublicKey& public_key() const { return public_key_; }
  Signature sign(BytesView message) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  PublicKey public_key_{};
};

bool verify(const PublicKey& key, BytesView message, BytesView signature);

}  // namespace touchpoint::crypto
