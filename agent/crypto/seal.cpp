#include "crypto/seal.hpp"

#include <algorithm>
#include <cstdlib>

#include <openssl/evp.h>

namespace touchpoint::crypto {
namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

struct ContextFree {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, ContextFree>;

void require(bool ok) {
  if (!ok) std::abort();
}

// A context that already holds the expanded key: per message only the nonce is set.
CipherContext keyed_context(const Digest& key, bool encrypt) {
  CipherContext context{EVP_CIPHER_CTX_new()};
  require(context != nullptr);
  require(EVP_CipherInit_ex2(context.get(), EVP_aes_256_gcm(), key.data(), nullptr, encrypt ? 1 : 0,
                             nullptr) == 1);
  return context;
}

int as_int(std::size_t size) {
  return static_cast<int>(size);
}

}  // namespace

struct Sealer::State {
  CipherContext encrypt;
  CipherContext decrypt;
  Random& random;
};

Sealer::Sealer(const Digest& key, Random& random)
    : state_(new State{keyed_context(key, true), keyed_context(key, false), random}) {}
Sealer::~Sealer() = default;
Sealer::Sealer(Sealer&&) noexcept = default;

Bytes Sealer::seal(BytesView plain, BytesView context) {
  Bytes sealed(kNonce + plain.size() + kTag);
  state_->random.fill(std::span(sealed).first(kNonce));
  auto* cipher = state_->encrypt.get();
  int written = 0;
  require(EVP_EncryptInit_ex2(cipher, nullptr, nullptr, sealed.data(), nullptr) == 1);
  require(EVP_EncryptUpdate(cipher, nullptr, &written, context.data(), as_int(context.size())) ==
          1);
  require(EVP_EncryptUpdate(cipher, sealed.data() + kNonce, &written, plain.data(),
                            as_int(plain.size())) == 1);
  require(EVP_EncryptFinal_ex(cipher, sealed.data() + kNonce + written, &written) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, as_int(kTag),
                              sealed.data() + sealed.size() - kTag) == 1);
  return sealed;
}

Result<Bytes> Sealer::open(BytesView sealed, BytesView context) {
  Bytes plain;
  TP_TRY(const auto opened, open(sealed, context, plain));
  plain.resize(opened.size());
  return plain;
}

Result<BytesView> Sealer::open(BytesView sealed, BytesView context, Bytes& plain) {
  if (sealed.size() < kNonce + kTag) return damaged("a sealed value is too short");
  const auto body = sealed.subspan(kNonce, sealed.size() - kNonce - kTag);
  plain.resize(body.size() + 1);  // never empty: OpenSSL takes no null output
  std::array<std::uint8_t, kTag> tag{};
  std::ranges::copy(sealed.last(kTag), tag.begin());
  auto* cipher = state_->decrypt.get();
  int written = 0;
  require(EVP_DecryptInit_ex2(cipher, nullptr, nullptr, sealed.data(), nullptr) == 1);
  require(EVP_DecryptUpdate(cipher, nullptr, &written, context.data(), as_int(context.size())) ==
          1);
  require(EVP_DecryptUpdate(cipher, plain.data(), &written, body.data(), as_int(body.size())) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, as_int(kTag), tag.data()) == 1);
  int finished = 0;
  if (EVP_DecryptFinal_ex(cipher, plain.data() + written, &finished) != 1) {
    return damaged("a sealed value does not open with this device's key");
  }
  return BytesView{plain}.first(body.size());
}

}  // namespace touchpoint::crypto
