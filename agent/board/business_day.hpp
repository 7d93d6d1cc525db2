// BusinessDay says to which day of the store a moment belongs: what is sold at half past midnight
// belongs to the evening before. By the clocks of the store, whatever daylight saving does to them.
#pragma once

#include <chrono>
#include <string>

#include "core/time_zone.hpp"

namespace touchpoint::board {

using Day = std::chrono::sys_days;  // a date, of no zone

class BusinessDay {
 public:
  BusinessDay(TimeZone zone, std::chrono::hours turns_at)
      : zone_(std::move(zone)), turns_at_(turns_at) {}

  Day of(WallTime time) const;
  const TimeZone& zone() const { return zone_; }
  std::chrono::hours turns_at() const { return turns_at_; }

 private:
  TimeZone zone_;
  std::chrono::hours turns_at_;
};

std::string to_text(Day day);  // "2026-11-23"

}  // namespace touchpoint::board
