// Where a journey has got to, and where it has come to a halt: paid but not delivered, ready but
// not collected, a complaint that nobody answered. Pure; thresholds are configuration ([journey] in
// touchpoint.toml).
#pragma once

#include <chrono>
#include <vector>

#include "core/card.hpp"

namespace touchpoint::journey {

struct JourneySettings {
  std::chrono::milliseconds delivery = std::chrono::days{7};    // from payment to delivery, at most
  std::chrono::milliseconds collection = std::chrono::days{3};  // from ready to collected
  std::chrono::milliseconds answer = std::chrono::days{1};      // from complaint to answer
  int retained_orders = 2;
  int loyal_orders = 5;
  std::chrono::milliseconds active = std::chrono::days{365};  // since the last order of the loyal
};

// The longest first. `history` is newest first, without what was undone.
std::vector<JourneyGap> gaps_of(const Profile& profile, const JourneySettings& settings,
                                WallTime now);

// By what was bought and how lately; of who has bought nothing, by whether they showed interest.
Stage stage_of(const Profile& profile, const JourneySettings& settings, WallTime now);

}  // namespace touchpoint::journey
