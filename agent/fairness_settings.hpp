// What the configuration says of doubtful scores, as the judging takes it.
#pragma once

#include "config/agent_config.hpp"
#include "feedback/fairness.hpp"

namespace touchpoint {

// The configuration has been checked: each of its hours is some.
feedback::Fairness fairness_settings(const config::Config& config);

}  // namespace touchpoint
