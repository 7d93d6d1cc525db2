#include "sync/https/tls_context.hpp"

#include <algorithm>
#include <chrono>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "crypto/validity.hpp"

namespace touchpoint::sync {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using X509Ptr = std::unique_ptr<X509, Freed<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

BioPtr reading(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Otherwise OpenSSL asks the terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) {
  return -1;
}

X509Ptr next_certificate(BIO* from) {
  return X509Ptr(PEM_read_bio_X509(from, nullptr, no_password, nullptr));
}

// Where a context keeps its time floor.
int floor_slot() {
  static const int slot = SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr, [](void*, void* floor, CRYPTO_EX_DATA*, int, long, void*) {
        const std::unique_ptr<WallTime> gone(static_cast<WallTime*>(floor));
      });
  return slot;
}

// OpenSSL has found nothing wrong with the certificate but its time, which it was told not to
// judge.
int judge_time(int good, X509_STORE_CTX* context) {
  if (good != 1) return good;
  const auto* session =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* floor =
      static_cast<const WallTime*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), floor_slot()));
  const auto now = std::max(
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()), *floor);
  const int verdict = crypto::validity_at(X509_STORE_CTX_get_current_cert(context), now);
  if (verdict == X509_V_OK) return 1;
  X509_STORE_CTX_set_error(context, verdict);
  return 0;
}

Result<void> trust(SSL_CTX* context, const std::string& ca, WallTime time_floor) {
  const auto text = reading(ca);
  bool any = false;
  while (const auto certificate = next_certificate(text.get())) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) != 1)
      return misconfigured("the hub's CA certificate cannot be used");
    any = true;
  }
  if (!any) return misconfigured("the hub's CA certificate is not PEM text");
  auto floor = std::make_unique<WallTime>(time_floor);
  if (SSL_CTX_set_ex_data(context, floor_slot(), floor.get()) != 1)
    return misconfigured("OpenSSL cannot keep what belongs to a TLS context");
  static_cast<void>(floor.release());  // the context's now
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_NO_CHECK_TIME);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, judge_time);
  return success();
}

Result<void> present(SSL_CTX* context, const HttpsIdentity& identity) {
  const auto text = reading(identity.certificate);
  const auto certificate = next_certificate(text.get());
  if (!certificate) return misconfigured("this device's certificate is not PEM text");
  if (SSL_CTX_use_certificate(context, certificate.get()) != 1)
    return misconfigured("this device's certificate cannot be used: is its key too weak?");
  while (const auto issuer = next_certificate(text.get())) {
    if (SSL_CTX_add1_chain_cert(context, issuer.get()) != 1)
      return misconfigured("this device's certificate chain cannot be used");
  }
  const auto key_text = reading(identity.private_key);
  const KeyPtr key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, no_password, nullptr));
  if (!key) return misconfigured("this device's private key is not PEM text without a password");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    return misconfigured("this device's private key does not belong to its certificate");
  return success();
}

// True for a name, false for an IP address.
bool believe_only(X509_VERIFY_PARAM* param, const std::string& host) {
  in6_addr address{};
  if (::inet_pton(AF_INET, host.c_str(), &address) == 1 ||
      ::inet_pton(AF_INET6, host.c_str(), &address) == 1) {
    X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str());
    return false;
  }
  X509_VERIFY_PARAM_set_hostflags(
      param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size());
  return true;
}

Result<void> configure(SSL_CTX* context, const HttpsIdentity& identity) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else anyway.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  if (identity.ca.empty()) {
    if (!identity.certificate.empty() || !identity.private_key.empty())
      return misconfigured(
          "a certificate of ours may only be presented to a server whose CA is known");
    return success();
  }
  TP_CHECK(trust(context, identity.ca, identity.time_floor));
  return identity.certificate.empty() ? success() : present(context, identity);
}

}  // namespace

Result<std::shared_ptr<SSL_CTX>> make_tls_context(const HttpsIdentity& identity) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!context) return misconfigured("OpenSSL cannot make a TLS context");
  const auto configured = configure(context.get(), identity);
  ERR_clear_error();  // the end of a PEM text is an error there; what mattered has been said
  if (!configured) return configured.error();
  return context;
}

Result<std::shared_ptr<SSL_CTX>> make_tls_context_for(const std::string& host,
                                                      const HttpsIdentity& identity) {
  TP_TRY(auto context, make_tls_context(identity));
  believe_only(SSL_CTX_get0_param(context.get()), host);
  return context;
}

SSL* new_tls_session(SSL_CTX* context, const std::string& host) {
  SSL* session = SSL_new(context);
  if (session == nullptr) return nullptr;
  if (believe_only(SSL_get0_param(session), host)) {
    // What SSL_set_tlsext_host_name() is, less its C casts.
    SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
  }
  return session;
}

}  // namespace touchpoint::sync
