// What staff's page, the command line and tablets are told about pairing.
#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "web/ports.hpp"

namespace touchpoint::web {

struct Parts;

// Whom tablets must trust to reach the door that is open for them.
struct TabletAuthorityFacts {
  std::string certificate;  // PEM
  std::string fingerprint;  // SHA-256 in hex, lower case
  WallTime not_after{};
  std::string url;  // what is typed on a tablet
};

struct PairingOffer {
  std::string tablet;
  std::string code;
  WallTime expires{};
  std::string url;
};

// `refused` for a name that cannot be one, `retry_later` while no door is open.
Result<PairingOffer> offer_pairing_for(Parts& parts, const std::string& tablet,
                                       const std::string& by = {});
void revoke_tablet_by(Parts& parts, std::string tablet, std::string by, Done<void> done);

std::string to_json(const PairingOffer& offer);
std::string tablets_json(const Parts& parts);

}  // namespace touchpoint::web
