// When a certificate is valid, judged by the clock that the caller trusts and without time_t: on
// armhf ours has 64 bits and that of Debian's OpenSSL has 32.
#pragma once

#include "core/clock.hpp"

struct asn1_string_st;  // OpenSSL's ASN1_TIME
struct x509_st;         // OpenSSL's X509

namespace touchpoint::crypto {

// The epoch for what is no time.
WallTime wall_time(const asn1_string_st* time);

// X509_V_OK, or OpenSSL's code for "not yet" or "no more". For the verify callback of a context
// that has X509_V_FLAG_NO_CHECK_TIME.
int validity_at(const x509_st* certificate, WallTime at);

}  // namespace touchpoint::crypto
