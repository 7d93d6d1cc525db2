#include "sync/enrol/revocations.hpp"

#include <algorithm>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "crypto/validity.hpp"
#include "sync/enrol/x509.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;

// Room for clocks that differ, and for lists that follow each other within a second.
constexpr auto kBackdated = 1h;

struct Free {
  void operator()(X509_CRL* list) const { X509_CRL_free(list); }
  void operator()(X509_REVOKED* entry) const { X509_REVOKED_free(entry); }
  void operator()(ASN1_STRING* value) const { ASN1_STRING_free(value); }  // integers, times, too
  void operator()(BIGNUM* number) const { BN_free(number); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<ASN1_INTEGER> serial_number(const std::string& hex) {
  BIGNUM* read = nullptr;
  if (BN_hex2bn(&read, hex.c_str()) == 0) return {};
  const Owned<BIGNUM> number{read};
  return Owned<ASN1_INTEGER>{BN_to_ASN1_INTEGER(number.get(), nullptr)};
}

bool add(X509_CRL* list, const Revoked& revoked) {
  const auto serial = serial_number(revoked.serial);
  const Owned<ASN1_TIME> since{x509::asn1_time(revoked.since)};
  Owned<X509_REVOKED> entry{X509_REVOKED_new()};
  const bool made = serial && since && entry &&
                    X509_REVOKED_set_serialNumber(entry.get(), serial.get()) == 1 &&
                    X509_REVOKED_set_revocationDate(entry.get(), since.get()) == 1;
  return made && X509_CRL_add0_revoked(list, entry.release()) == 1;
}

WallTime beginning_of(const std::string& previous, WallTime now) {
  const x509::Bio bio{BIO_new_mem_buf(previous.data(), static_cast<int>(previous.size()))};
  const Owned<X509_CRL> list{PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)};
  ERR_clear_error();  // what cannot be read is not followed
  const auto usual = now - kBackdated;
  if (!list) return usual;
  return std::min(std::max(usual, crypto::wall_time(X509_CRL_get0_lastUpdate(list.get())) + 1s),
                  now);
}

}  // namespace

Result<std::string> revocation_list(const Authority& authority, const std::vector<Revoked>& revoked,
                                    const std::string& previous, WallTime now) {
  TP_TRY(const auto ca, x509::read_certificate(authority.certificate));
  TP_TRY(const auto key, x509::read_key(authority.private_key));
  const auto begins = beginning_of(previous, now);
  const Owned<ASN1_TIME> from{x509::asn1_time(begins)};
  const Owned<X509_CRL> list{X509_CRL_new()};
  bool made = list && from && X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1 &&
              X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(ca.get())) == 1 &&
              X509_CRL_set1_lastUpdate(list.get(), from.get()) == 1 &&
              X509_CRL_set1_nextUpdate(list.get(), X509_get0_notAfter(ca.get())) == 1;
  for (const auto& each : revoked)
    made = made && add(list.get(), each);
  // RFC 5280 wants a number that grows: seconds do.
  const Owned<ASN1_INTEGER> number{ASN1_INTEGER_new()};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(begins).time_since_epoch().count();
  made = made && number && ASN1_INTEGER_set_int64(number.get(), seconds) == 1 &&
         X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, number.get(), 0, 0) == 1 &&
         X509_CRL_sort(list.get()) == 1 && X509_CRL_sign(list.get(), key.get(), EVP_sha256()) > 0;
  if (!made) return x509::error(Condition::misconfigured, "the revocation list cannot be made");
  return x509::to_pem([&](BIO* bio) { return PEM_write_bio_X509_CRL(bio, list.get()); });
}

}  // namespace touchpoint::sync
