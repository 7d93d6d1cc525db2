// While the storage cannot be used there is no App, and yet the program does not end: it would only
// be started again. It stands by: screens, API and touchpointctl are told why nothing can be
// recorded, and the caller tries again every kStandbyPause.
#pragma once

#include <chrono>

#include "config/agent_config.hpp"
#include "core/error.hpp"

namespace touchpoint {

inline constexpr auto kStandbyPause = std::chrono::seconds{5};

enum class AfterStandby { try_again, end };

// Blocks for kStandbyPause, or until SIGTERM or SIGINT.
AfterStandby stand_by(const config::Config& config, const Error& why);

}  // namespace touchpoint
