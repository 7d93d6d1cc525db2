// TimeZone says how far a place's clocks are from UTC at a moment: what the system's zone files say
// (TZif, RFC 8536) with the rule at their end for the years behind their table. Read once, then
// only looked at; the process's own zone plays no part. Pure: the bytes come from the caller.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint {

class TimeZone {
 public:
  TimeZone() = default;  // UTC

  // `refused` when these bytes are no such file.
  static Result<TimeZone> read(std::string name, std::string_view bytes);

  std::chrono::seconds offset_at(WallTime time) const;  // east of Greenwich is positive
  const std::string& name() const { return name_; }     // "Europe/Rome"

 private:
  struct Change {
    std::int64_t at = 0;  // seconds since 1970
    std::int32_t offset = 0;
  };
  // "the last Sunday of October at 3": a POSIX TZ string's way to name a moment of each year.
  struct Moment {
    enum class Form { month, julian, day } form = Form::month;
    int month = 0;
    int week = 0;
    int day = 0;
    std::int32_t time = 2 * 3600;  // of the clock before it changes

    std::int64_t in(int year) const;  // local seconds since 1970
  };
  struct Rule {
    std::int32_t standard = 0;
    std::int32_t summer = 0;
    bool changes = false;
    Moment begin{};
    Moment end{};

    std::int32_t offset_at(std::int64_t at) const;
  };
  static std::optional<Rule> read_rule(std::string_view text);
  static std::optional<Moment> read_moment(std::string_view& text);

  std::string name_ = "UTC";
  std::int32_t first_ = 0;  // before the first change
  std::vector<Change> changes_;
  std::optional<Rule> rule_;  // behind the last change
};

}  // namespace touchpoint
