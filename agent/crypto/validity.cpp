#include "crypto/validity.hpp"

#include <ctime>

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace touchpoint::crypto {

WallTime wall_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  using namespace std::chrono;
  const year_month_day day{year{parts.tm_year + 1900},
                           month{static_cast<unsigned>(parts.tm_mon + 1)},
                           std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return sys_days{day} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

int validity_at(const X509* certificate, WallTime at) {
  const ASN1_TIME* const from = X509_get0_notBefore(certificate);
  const ASN1_TIME* const until = X509_get0_notAfter(certificate);
  if (ASN1_TIME_check(from) != 1) return X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD;
  if (ASN1_TIME_check(until) != 1) return X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD;
  if (at < wall_time(from)) return X509_V_ERR_CERT_NOT_YET_VALID;
  if (at > wall_time(until)) return X509_V_ERR_CERT_HAS_EXPIRED;
  return X509_V_OK;
}

}  // namespace touchpoint::crypto
