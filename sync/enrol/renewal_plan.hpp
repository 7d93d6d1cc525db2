// When a device asks for its next certificate. Pure.
#pragma once

#include <chrono>

#include "core/clock.hpp"
#include "sync/enrol/identity.hpp"

namespace touchpoint::sync {

// At two thirds of the certificate's life, less up to a twentieth of it, so that devices that were
// enrolled on one day do not come on one day: each certificate has its own place in that. Where the
// hub has been out of reach for long, so early that twice that time is left; never before a third.
WallTime renewal_due(const Identity& identity, std::chrono::seconds longest_outage);

// How long to wait after an attempt that failed: a tenth of what is left, within the bounds, and as
// often when nothing is left. Half of it is chance, by `dice` from 0 up to 1.
std::chrono::milliseconds renewal_pause(WallTime now, WallTime expires,
                                        std::chrono::milliseconds shortest,
                                        std::chrono::milliseconds longest, double dice);

}  // namespace touchpoint::sync
