// Lease bounds how long a replica may be used without a word from the centre: whoever carries a
// device away must not keep its customers. Any pull renews it.
//
// It is counted in boot time, because wall clocks jump. Over a restart the age at the last note is
// the floor, and what this boot has lasted is added; how long the machine was off is added only
// when the wall clock was disciplined both when the lease began and now. So a clock that is set
// back wins nothing, and one that jumps ahead does not lock the store out.
#pragma once

#include <chrono>
#include <optional>

#include "core/clock.hpp"

namespace touchpoint::profiles {

struct Lease {
  // When it was renewed last. No boot: never.
  std::optional<Uuid> boot;
  BootTime uptime{};
  std::optional<WallTime> wall;  // only when the clock was disciplined
  // The age that was noted last, and when that was.
  std::chrono::milliseconds floor_age{};
  std::optional<Uuid> floor_boot;
  BootTime floor_uptime{};

  bool operator==(const Lease&) const = default;
};

Lease renewed_lease(const Clock& clock);
// The same lease with its present age as the floor: to be kept now and then.
Lease noted_lease(const Lease& lease, const Clock& clock);

struct LeaseAge {
  std::chrono::milliseconds at_least{};
  bool exact = false;  // else the machine was off for an unknown time
};
LeaseAge age_of(const Lease& lease, const Clock& clock);
bool has_expired(const Lease& lease, const Clock& clock);

}  // namespace touchpoint::profiles
