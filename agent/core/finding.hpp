// What the replica answers when it is asked who somebody is: a profile or the reason why there is
// none, and how fresh the answer is. Not in the replica is `unknown`, never "invalid".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/profile.hpp"

namespace touchpoint {

struct Freshness {
  std::optional<WallTime> as_of;  // the centre's state that the replica holds; nullopt: none yet
  std::optional<std::int64_t> age_s;  // since then, by boot time where that is known
};

enum class WhyUnknown {
  not_in_replica,
  ambiguous,  // two identifiers lead to two people
  shared,     // one identifier leads to several people: it says of nobody who they are
  blocked,    // on this device's block list: 0000000, noreply@…
  not_configured,
  lease_expired,
  no_replica,
};
std::string_view to_text(WhyUnknown why);

struct Finding {
  std::optional<Profile> profile;     // with history, journal rows on top; without identifiers
  IdentifierKind by{};                // which identifier found it
  std::vector<IdentifierKind> led{};  // every kind that led there, each once
  std::size_t people = 0;             // whom the identifiers lead to, all together
  Assurance assurance = Assurance::possessed;   // how the identifier was given
  Strength strength = Strength::strong;         // weak: `possible`, for staff to confirm
  WhyUnknown why = WhyUnknown::not_in_replica;  // when there is none
  Freshness freshness;
};

}  // namespace touchpoint
