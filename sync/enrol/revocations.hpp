// The certificate revocation list (CRL, RFC 5280 section 5) of a private CA: what a broker refuses
// in the TLS handshake, though it knows nothing but the CA.
#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint::sync {

struct Revoked {
  std::string serial;  // hex, as in CertificateFacts
  WallTime since{};
};

// PEM. `previous` is the list that it follows, empty for the first: a TLS library that holds both
// takes the later one, so each begins later than the one before, though never in the future. It is
// good for as long as the CA is: who cannot fetch a newer one must not refuse everybody.
Result<std::string> revocation_list(const Authority& authority, const std::vector<Revoked>& revoked,
                                    const std::string& previous, WallTime now);

}  // namespace touchpoint::sync
