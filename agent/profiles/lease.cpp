#include "profiles/lease.hpp"

#include <algorithm>

#include "core/limits.hpp"

namespace touchpoint::profiles {

Lease renewed_lease(const Clock& clock) {
  Lease lease;
  lease.boot = lease.floor_boot = clock.boot_id();
  lease.uptime = lease.floor_uptime = clock.since_boot();
  if (clock.quality() == ClockQuality::synchronised) lease.wall = clock.wall();
  return lease;
}

LeaseAge age_of(const Lease& lease, const Clock& clock) {
  const auto boot = clock.boot_id();
  const auto uptime = clock.since_boot();
  if (lease.boot == boot) return {std::max(uptime - lease.uptime, BootTime{0}), true};

  const auto since_floor = lease.floor_boot == boot ? uptime - lease.floor_uptime : uptime;
  const auto at_least = lease.floor_age + std::max(since_floor, BootTime{0});
  if (lease.wall && clock.quality() == ClockQuality::synchronised) {
    return {std::max(at_least, clock.wall() - *lease.wall), true};
  }
  return {at_least, false};
}

Lease noted_lease(const Lease& lease, const Clock& clock) {
  Lease noted = lease;
  const auto age = age_of(lease, clock);
  noted.floor_age = age.at_least;
  noted.floor_boot = clock.boot_id();
  noted.floor_uptime = clock.since_boot();
  const bool can_date = age.exact && clock.quality() == ClockQuality::synchronised;
  if (!noted.wall && can_date) noted.wall = clock.wall() - age.at_least;
  return noted;
}

bool has_expired(const Lease& lease, const Clock& clock) {
  return age_of(lease, clock).at_least > limits::kReplicaLease;
}

}  // namespace touchpoint::profiles
