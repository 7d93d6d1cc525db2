// Clock tells the time in the two ways that a device needs: what the wall says, which may be wrong
// or jump, and how long the machine has been up, which never goes back. Durations are always
// measured on boot time; wall time is only written down.
//
// Passed by reference to whoever needs it, so that tests can hold it still. Thread safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/uuid.hpp"

namespace touchpoint {

// Milliseconds since 1970-01-01T00:00:00Z, 64 bits on every architecture.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
// Milliseconds since this boot, suspended time included (CLOCK_BOOTTIME).
using BootTime = std::chrono::milliseconds;

// How far the wall time can be trusted, as events state it in `clockquality`.
enum class ClockQuality {
  unset,           // before the build date: the clock was never set
  unsynchronised,  // plausible, but the kernel says that nothing disciplines it
  synchronised,    // disciplined by NTP or the like
};
std::string_view to_text(ClockQuality quality);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual BootTime since_boot() const = 0;
  virtual ClockQuality quality() const = 0;
  virtual Uuid boot_id() const = 0;
};

class SystemClock final : public Clock {
 public:
  SystemClock();
  WallTime wall() const override;
  BootTime since_boot() const override;
  ClockQuality quality() const override;
  Uuid boot_id() const override { return boot_id_; }

 private:
  Uuid boot_id_;
};

// RFC 3339 with milliseconds in UTC: "2026-11-21T22:35:32.123Z". Years 0000 to 9999.
std::string to_rfc3339(WallTime time);
// Accepts what RFC 3339 allows, with any number of fraction digits and any offset; nullopt for
// everything else, an absent zone included.
std::optional<WallTime> from_rfc3339(std::string_view text);

// What HTTP's `Date` says (RFC 9110 section 5.6.7), to the second: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string to_http_date(WallTime time);
std::optional<WallTime> from_http_date(std::string_view text);

}  // namespace touchpoint
