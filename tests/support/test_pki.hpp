// Keys and certificates for tests, made when they are needed: a private CA and what it signs,
// including the certificates that nobody should accept. Ends the test program when OpenSSL cannot.
#pragma once

#include <chrono>
#include <string>
#include <vector>

struct x509_store_st;  // OpenSSL's X509_STORE

namespace touchpoint::testing {

struct KeyPair {
  std::string certificate;  // PEM
  std::string private_key;  // PEM
};

struct CertificateWish {
  std::string common_name{};
  std::string unit{};
  std::vector<std::string> hosts{};  // DNS names and IP addresses
  bool for_server = false;           // otherwise for a client
  std::chrono::hours valid_from{-1};
  std::chrono::hours valid_until{24};
};

KeyPair make_authority(const std::string& common_name);
KeyPair issue(const KeyPair& authority, const CertificateWish& wish);

// OpenSSL judges certificates and revocation lists in this store as if it were `at`.
void judge_at(x509_store_st* store, std::chrono::sys_seconds at);

}  // namespace touchpoint::testing
