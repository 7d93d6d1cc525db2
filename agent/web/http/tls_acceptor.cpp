#include <string>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "web/http/byte_stream.hpp"

namespace touchpoint::web {
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

Result<void> use_certificate(SSL_CTX* context, const TlsFiles& files) {
  const auto chain = reading(files.certificate_chain);
  const auto certificate = next_certificate(chain.get());
  if (!certificate) return misconfigured("the listener's certificate is not a PEM certificate");
  if (SSL_CTX_use_certificate(context, certificate.get()) != 1)
    return misconfigured("the listener's certificate cannot be used: is its key too weak?");
  while (const auto issuer = next_certificate(chain.get())) {
    if (SSL_CTX_add1_chain_cert(context, issuer.get()) != 1)
      return misconfigured("the listener's certificate chain cannot be used");
  }
  const auto key_text = reading(files.private_key);
  const KeyPtr key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, no_password, nullptr));
  if (!key) return misconfigured("the listener's private key is not a PEM key without a password");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    return misconfigured("the listener's private key does not belong to its certificate");
  return success();
}

Result<void> ask_for_client(SSL_CTX* context, const std::string& ca) {
  const auto text = reading(ca);
  bool any = false;
  while (const auto certificate = next_certificate(text.get())) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) != 1 ||
        SSL_CTX_add_client_CA(context, certificate.get()) != 1)
      return misconfigured("the CA for client certificates cannot be used");
    any = true;
  }
  if (!any) return misconfigured("the CA for client certificates is not a PEM certificate");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  return success();
}

Result<void> configure(SSL_CTX* context, const TlsFiles& files) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else anyway.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  // No resumption: a resumed session would carry a client's name past the check of its certificate.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  TP_CHECK(use_certificate(context, files));
  return files.client_ca.empty() ? success() : ask_for_client(context, files.client_ca);
}

}  // namespace

Result<TlsAcceptor> TlsAcceptor::make(const TlsFiles& files) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) return misconfigured("OpenSSL cannot make a TLS context");
  auto configured = configure(context.get(), files);
  ERR_clear_error();  // the end of a PEM text is an error there; what mattered has been said
  if (!configured) return configured.error();
  return TlsAcceptor(context);
}

}  // namespace touchpoint::web
