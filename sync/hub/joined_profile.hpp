// Makes one profile of the records of a person. Pure; nothing is moved, so that a person who turns
// out to be two is two again, each with what was theirs.
#pragma once

#include <vector>

#include "core/profile.hpp"

namespace touchpoint::hub {

struct ProfileRecord {
  Profile profile;    // of this record alone
  WallTime told{};    // when its traits were told last
  WallTime joined{};  // since when it belongs to the head; the head's own: never
};

// `records`: the head first, then as they came. What was told last counts, what was told before
// fills what is empty.
//
// Consents: the most restrictive statement counts. A withdrawal in any record wins over what others
// granted, until the person grants anew: later than the withdrawal, and later than the joining.
Profile joined_profile(std::vector<ProfileRecord> records);

}  // namespace touchpoint::hub
