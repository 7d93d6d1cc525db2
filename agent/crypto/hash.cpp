#include "crypto/hash.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

namespace touchpoint::crypto {
namespace {

void require(bool ok) {
  if (!ok) std::abort();
}

struct ContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};

// Looked up once: OpenSSL 3 walks its providers at every implicit fetch, which costs more than the
// hash of a short event.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(algorithm != nullptr);
  return algorithm;
}

EVP_MD_CTX* thread_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, ContextFree> context{EVP_MD_CTX_new()};
  require(context != nullptr);
  return context.get();
}

}  // namespace

Digest sha256(BytesView bytes) {
  return sha256(bytes, {});
}

Digest sha256(BytesView first, BytesView second) {
  Digest digest{};
  auto* context = thread_context();
  require(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1);
  require(EVP_DigestUpdate(context, first.data(), first.size()) == 1);
  require(EVP_DigestUpdate(context, second.data(), second.size()) == 1);
  require(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
  return digest;
}

// By its definition over sha256(): a fetched HMAC costs a look-up and an allocation per call.
Digest hmac_sha256(BytesView key, BytesView bytes) {
  constexpr std::size_t kBlock = 64;
  std::array<std::uint8_t, kBlock> inner{};
  Digest hashed_key{};
  if (key.size() > kBlock) {
    hashed_key = sha256(key);
    key = hashed_key;
  }
  std::copy(key.begin(), key.end(), inner.begin());
  auto outer = inner;
  for (auto& byte : inner)
    byte ^= 0x36U;
  for (auto& byte : outer)
    byte ^= 0x5cU;
  return sha256(outer, sha256(inner, bytes));
}

Digest derive_key(BytesView secret, std::string_view label) {
  const std::unique_ptr<EVP_PKEY_CTX, ContextFree> context{
      EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr)};
  Digest key{};
  std::size_t length = key.size();
  const auto info = as_bytes(label);
  require(context && EVP_PKEY_derive_init(context.get()) == 1);
  require(EVP_PKEY_CTX_set_hkdf_md(context.get(), sha256_algorithm()) == 1);
  require(EVP_PKEY_CTX_set1_hkdf_key(context.get(), secret.data(),
                                     static_cast<int>(secret.size())) == 1);
  require(EVP_PKEY_CTX_add1_hkdf_info(context.get(), info.data(), static_cast<int>(info.size())) ==
          1);
  require(EVP_PKEY_derive(context.get(), key.data(), &length) == 1);
  return key;
}

Digest chain_start(std::string_view journal_id) {
  return sha256(as_bytes(journal_id));
}

}  // namespace touchpoint::crypto
