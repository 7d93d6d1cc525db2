#include "support/test_pki.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace touchpoint::testing {
namespace {

void need(bool done) {
  if (done) return;
  std::fputs("test_pki: OpenSSL cannot make a certificate\n", stderr);
  std::abort();
}

template <class T, auto Free>
struct Owned {
  explicit Owned(T* t) : thing(t, Free) { need(t != nullptr); }
  operator T*() const { return thing.get(); }
  std::unique_ptr<T, decltype(Free)> thing;
};
using Key = Owned<EVP_PKEY, &EVP_PKEY_free>;
using Certificate = Owned<X509, &X509_free>;
using Memory = Owned<BIO, &BIO_free_all>;

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

KeyPair as_pem(X509* certificate, EVP_PKEY* key) {
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_X509(certificate_text, certificate) == 1);
  const Memory key_text(BIO_new(BIO_s_mem()));
  need(PEM_write_bio_PKCS8PrivateKey(key_text, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return {text_of(certificate_text), text_of(key_text)};
}

void add_name(X509* certificate, const char* attribute, const std::string& value) {
  if (value.empty()) return;
  const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
  need(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), attribute, MBSTRING_UTF8,
                                  bytes, static_cast<int>(value.size()), -1, 0) == 1);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, &X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  need(X509_add_ext(certificate, extension, -1) == 1);
}

// A certificate for `key` with a serial number and a subject; the rest is the caller's.
X509* begin(EVP_PKEY* key, std::chrono::seconds from, std::chrono::seconds until) {
  X509* certificate = X509_new();
  need(certificate != nullptr && X509_set_version(certificate, 2) == 1);
  const Owned<BIGNUM, &BN_free> serial(BN_new());
  need(BN_rand(serial, 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  need(BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != nullptr);
  need(X509_gmtime_adj(X509_getm_notBefore(certificate), from.count()) != nullptr);
  need(X509_gmtime_adj(X509_getm_notAfter(certificate), until.count()) != nullptr);
  need(X509_set_pubkey(certificate, key) == 1);
  return certificate;
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string text;
  for (const auto& host : hosts) {
    const bool is_ip = host.find_first_not_of("0123456789.") == std::string::npos ||
                       host.find(':') != std::string::npos;
    text += (text.empty() ? "" : ",") + std::string(is_ip ? "IP:" : "DNS:") + host;
  }
  return text;
}

}  // namespace

KeyPair make_authority(const std::string& common_name) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(begin(key, std::chrono::hours{-1}, std::chrono::hours{24}));
  add_name(certificate, "CN", common_name);
  need(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1);
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
  need(X509_sign(certificate, key, EVP_sha256()) > 0);
  return as_pem(certificate, key);
}

KeyPair issue(const KeyPair& authority, const CertificateWish& wish) {
  const Memory issuer_text(BIO_new_mem_buf(authority.certificate.data(), -1));
  const Certificate issuer(PEM_read_bio_X509(issuer_text, nullptr, nullptr, nullptr));
  const Memory issuer_key_text(BIO_new_mem_buf(authority.private_key.data(), -1));
  const Key issuer_key(PEM_read_bio_PrivateKey(issuer_key_text, nullptr, nullptr, nullptr));

  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(begin(key, wish.valid_from, wish.valid_until));
  add_name(certificate, "CN", wish.common_name);
  add_name(certificate, "OU", wish.unit);
  need(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, issuer, NID_ext_key_usage,
                wish.for_server ? "serverAuth" : "clientAuth");
  if (!wish.hosts.empty())
    add_extension(certificate, issuer, NID_subject_alt_name, alternative_names(wish.hosts));
  need(X509_sign(certificate, issuer_key, EVP_sha256()) > 0);
  return as_pem(certificate, key);
}

void judge_at(X509_STORE* store, std::chrono::sys_seconds at) {
  // Debian 12's OpenSSL takes a time_t as long as a long, on armhf too, where ours is longer.
  using SetTime = void (*)(X509_VERIFY_PARAM*, long);
  const auto set_time =
      reinterpret_cast<SetTime>(reinterpret_cast<void (*)()>(X509_VERIFY_PARAM_set_time));
  set_time(X509_STORE_get0_param(store), static_cast<long>(at.time_since_epoch().count()));
}

}  // namespace touchpoint::testing
