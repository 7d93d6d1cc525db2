// Runs a loop on the test's own thread until something is true, so that a test of one thread needs
// no locks and no sleeps.
#pragma once

#include <chrono>
#include <functional>

#include "loop/loop.hpp"

namespace touchpoint::support {

// False when it did not become true within `patience`: a hang, not a slow machine.
[[nodiscard]] bool run_until(Loop& loop, const std::function<bool()>& condition,
                             std::chrono::milliseconds patience = std::chrono::seconds{30});

// Runs what is ready now and what that makes ready, and waits for nothing.
void run_ready(Loop& loop);

}  // namespace touchpoint::support
