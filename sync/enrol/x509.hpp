// OpenSSL's X.509 objects with owners, and what certificates.cpp builds out of them. For the .cpp
// files of this folder.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint::sync::x509 {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_REQ* request) const { X509_REQ_free(request); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(NAME_CONSTRAINTS* names) const { NAME_CONSTRAINTS_free(names); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Request = std::unique_ptr<X509_REQ, Free>;
using Bio = std::unique_ptr<BIO, Free>;

// "<what> (<OpenSSL's first reason>)"; empties OpenSSL's queue of errors.
Error error(Condition condition, std::string_view what);

Result<Key> read_key(const std::string& pem);
Result<Certificate> read_certificate(const std::string& pem);
std::vector<Certificate> read_certificates(const std::string& pem);  // up to what cannot be read
Result<Request> read_request(const std::string& pem);

template <class Write>
std::string to_pem(Write write) {
  const Bio memory{BIO_new(BIO_s_mem())};
  if (!memory || write(memory.get()) != 1) return {};
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string{};
}

bool set_name(X509_NAME* name, const CertificateName& values);
CertificateName name_of(const X509_NAME* name);

bool set_serial(X509* certificate);  // 127 random bits
// Through text, because time_t has 32 bits on armhf.
bool set_validity(X509* certificate, WallTime from, WallTime until);
ASN1_TIME* asn1_time(WallTime time);  // the caller's to free; null when memory is short

// `value` in the form of OpenSSL's configuration; never anything that came from outside.
bool add_extension(X509* certificate, X509* issuer, int nid, const char* value);
bool add_hosts(X509* certificate, const std::vector<std::string>& hosts);
std::vector<std::string> hosts_of(const X509* certificate);
// A CA's: it vouches for these names and addresses, and for no others (RFC 5280 section 4.2.1.10).
bool add_constraints(X509* certificate, const std::vector<std::string>& hosts);
// The names and addresses that a CA may vouch for; none: it is not bound.
std::vector<std::string> constraints_of(const X509* certificate);

}  // namespace touchpoint::sync::x509
