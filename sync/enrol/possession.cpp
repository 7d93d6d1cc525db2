#include "sync/enrol/possession.hpp"

#include <algorithm>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "sync/enrol/x509.hpp"

namespace touchpoint::sync {
namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
using Digesting = std::unique_ptr<EVP_MD_CTX, Free>;

}  // namespace

Result<Bytes> sign_with(const std::string& private_key, std::string_view text) {
  TP_TRY(const auto key, x509::read_key(private_key));
  const auto bytes = as_bytes(text);
  const Digesting digesting{EVP_MD_CTX_new()};
  std::size_t size = 0;
  bool done = digesting &&
              EVP_DigestSignInit(digesting.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
              EVP_DigestSign(digesting.get(), nullptr, &size, bytes.data(), bytes.size()) == 1;
  Bytes signature(size);
  done = done &&
         EVP_DigestSign(digesting.get(), signature.data(), &size, bytes.data(), bytes.size()) == 1;
  if (!done) return x509::error(Condition::misconfigured, "the private key cannot sign");
  signature.resize(size);
  return signature;
}

bool is_signed_by(const std::string& certificate, std::string_view text, BytesView signature) {
  const auto read = x509::read_certificate(certificate);
  if (!read) return false;
  EVP_PKEY* const key = X509_get0_pubkey(read.value().get());
  const auto bytes = as_bytes(text);
  const Digesting digesting{EVP_MD_CTX_new()};
  const bool good =
      key != nullptr && digesting &&
      EVP_DigestVerifyInit(digesting.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestVerify(digesting.get(), signature.data(), signature.size(), bytes.data(),
                       bytes.size()) == 1;
  if (!good) ERR_clear_error();
  return good;
}

Result<void> check_issuer(const std::string& certificate, const std::string& ca) {
  TP_TRY(const auto leaf, x509::read_certificate(certificate));
  const auto roots = x509::read_certificates(ca);
  const std::unique_ptr<X509_STORE, Free> store{X509_STORE_new()};
  const std::unique_ptr<X509_STORE_CTX, Free> context{X509_STORE_CTX_new()};
  const bool known = store && std::ranges::all_of(roots, [&](const auto& root) {
                       return X509_STORE_add_cert(store.get(), root.get()) == 1;
                     });
  const bool ready = known && !roots.empty() && context &&
                     X509_STORE_set_purpose(store.get(), X509_PURPOSE_SSL_CLIENT) == 1 &&
                     X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME) == 1 &&
                     X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr) == 1;
  if (!ready) return x509::error(Condition::retry_later, "the certificate cannot be checked");
  if (X509_verify_cert(context.get()) == 1) return success();
  ERR_clear_error();
  return refused("the certificate is not a device's by this authority");
}

}  // namespace touchpoint::sync
