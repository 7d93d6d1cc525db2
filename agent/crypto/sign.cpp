#include "crypto/sign.hpp"

#include <cstdlib>

#include <openssl/evp.h>

namespace touchpoint::crypto {
namespace {

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;
using Context = std::unique_ptr<EVP_MD_CTX, KeyFree>;

void require(bool ok) {
  if (!ok) std::abort();
}

}  // namespace

struct Signer::State {
  Key key;
};

Signer::Signer(const SigningSeed& seed)
    : state_(new State{
          Key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())}}) {
  require(state_->key != nullptr);
  std::size_t length = public_key_.size();
  require(EVP_PKEY_get_raw_public_key(state_->key.get(), public_key_.data(), &length) == 1);
}
Signer::~Signer() = default;
Signer::Signer(Signer&&) noexcept = default;

SigningSeed Signer::new_seed(Random& random) {
  SigningSeed seed{};
  random.fill(seed);
  return seed;
}

Signature Signer::sign(BytesView message) const {
  const Context context{EVP_MD_CTX_new()};
  Signature signature{};
  std::size_t length = signature.size();
  require(context &&
          EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) == 1);
  require(EVP_DigestSign(context.get(), signature.data(), &length, message.data(),
                         message.size()) == 1);
  return signature;
}

bool verify(const PublicKey& key, BytesView message, BytesView signature) {
  const Key public_key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size())};
  const Context context{EVP_MD_CTX_new()};
  if (!public_key || !context || signature.size() != std::tuple_size_v<Signature>) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace touchpoint::crypto
