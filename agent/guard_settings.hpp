// What the configuration says of the lines on the card, as the journey takes it.
#pragma once

#include "config/agent_config.hpp"
#include "journey/gaps.hpp"
#include "journey/guards.hpp"

namespace touchpoint {

// The configuration has been checked: each name is a guard's.
journey::GuardSettings guard_settings(const config::Config& config);
journey::JourneySettings journey_settings(const config::Config& config);

}  // namespace touchpoint
