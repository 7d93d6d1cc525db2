// What a hub has issued to itself, replaced before it ends: the certificates of its own doors, and
// the authority that every device trusts. An authority is replaced in three steps, so that at each
// moment every device that is kept up to date trusts what it meets:
//
//   add       a second one is trusted, and signs nothing; devices hear of it with each renewal
//   switch    it signs from now on, the hub's own doors first; what the one before has signed is
//   good drop      the one before is trusted no more
//
// keys/ca.crt holds all that are trusted, the one that signs first; ca-next and ca-before stand
// beside it while there are two. Every step may be cut short anywhere and is then done again. The
// hub and its broker read the files when they start.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/hub/folder.hpp"

namespace touchpoint::hub {

struct AuthorityStanding {
  std::string signs;  // its name
  WallTime signs_until{};
  std::optional<std::string> next;    // added, and not switched to
  std::optional<std::string> before;  // switched from, and not dropped
  // When each device that renewed in time has what the next step needs; nothing while there is
  // none.
  std::optional<WallTime> ready;
  WallTime doors_until{};  // the first of the hub's own certificates to end

  WallTime first_end() const { return std::min(signs_until, doors_until); }
};

// `valid`: of devices' certificates.
Result<AuthorityStanding> authority_standing(const Folder& folder, std::chrono::milliseconds valid);

// New certificates for the hub's doors, its MQTT client and its broker, for the same hosts.
Result<void> renew_doors(const Folder& folder, WallTime now);

// Each is `refused` out of turn. `hub`: the hub's name.
Result<void> add_authority(const Folder& folder, const std::string& hub, WallTime now);
Result<void> switch_authority(const Folder& folder, WallTime now);
Result<void> drop_authority(const Folder& folder);

}  // namespace touchpoint::hub
