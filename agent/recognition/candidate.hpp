// A compared person as staff are shown them: by name, the beginning of a postcode, and why. What
// the customer is to be asked is not among it.
#pragma once

#include "core/people.hpp"
#include "core/profile.hpp"
#include "recognition/people.hpp"

namespace touchpoint::recognition {

PersonCandidate candidate_of(const Profile& profile, const Comparison& comparison,
                             std::optional<WallTime> last_bought);

// What is compared of a profile. `phones` only where the profile still has its identifiers.
PersonFacts facts_of(const Profile& profile);

}  // namespace touchpoint::recognition
