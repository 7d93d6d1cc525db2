#include "core/clock.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>

#include <sys/timex.h>

namespace touchpoint {
namespace {

using std::chrono::milliseconds;

// A clock before this moment was never set: no build of ours is older.
constexpr WallTime kEarliestBelievable{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
constexpr WallTime kYear0{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
constexpr WallTime kYear10000{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};

static_assert(sizeof(std::time_t) == 8,
              "a clock of 32 bits ends in 2038: see cross/cmake/Flags.cmake");

milliseconds read_clock(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return milliseconds{static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000};
}

// Reads exactly `digits` decimal digits at `at` and moves past them.
std::optional<int> number(std::string_view text, std::size_t& at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  at += digits;
  return value;
}

bool literal(std::string_view text, std::size_t& at, std::string_view either) {
  if (at >= text.size() || either.find(text[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

// "Z", "+01:00" …, as what must be subtracted to reach UTC.
std::optional<std::chrono::minutes> offset(std::string_view text, std::size_t& at) {
  if (literal(text, at, "Zz")) return std::chrono::minutes{0};
  const bool west = at < text.size() && text[at] == '-';
  if (!literal(text, at, "+-")) return std::nullopt;
  const auto hours = number(text, at, 2);
  if (!hours || *hours > 23 || !literal(text, at, ":")) return std::nullopt;
  const auto minutes = number(text, at, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const std::chrono::minutes total{*hours * 60 + *minutes};
  return west ? -total : total;
}

}  // namespace

std::string_view to_text(ClockQuality quality) {
  switch (quality) {
    case ClockQuality::unset:
      return "unset";
    case ClockQuality::unsynchronised:
      return "unsynchronised";
    case ClockQuality::synchronised:
      return "synchronised";
  }
  return "unset";
}

SystemClock::SystemClock() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string text;
  file >> text;
  boot_id_ = Uuid::parse(text).value_or(Uuid{});
}

WallTime SystemClock::wall() const {
  return WallTime{read_clock(CLOCK_REALTIME)};
}

BootTime SystemClock::since_boot() const {
  return read_clock(CLOCK_BOOTTIME);
}

ClockQuality SystemClock::quality() const {
  if (wall() < kEarliestBelievable) return ClockQuality::unset;
  timex state{};
  const int status = ntp_adjtime(&state);
  const bool disciplined = status != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  return disciplined ? ClockQuality::synchronised : ClockQuality::unsynchronised;
}

// Each event is stamped with two of these: by hand, because printf was 5 % of what recording costs.
std::string to_rfc3339(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::string text = "0000-00-00T00:00:00.000Z";
  const auto write = [&text](std::size_t at, std::size_t digits, auto value) {
    for (auto left = static_cast<unsigned>(value); digits > 0; left /= 10)
      text[at + --digits] = static_cast<char>('0' + left % 10);
  };
  write(0, 4, static_cast<int>(date.year()));
  write(5, 2, static_cast<unsigned>(date.month()));
  write(8, 2, static_cast<unsigned>(date.day()));
  write(11, 2, clock.hours().count());
  write(14, 2, clock.minutes().count());
  write(17, 2, clock.seconds().count());
  write(20, 3, clock.subseconds().count());
  return text;
}

std::optional<WallTime> from_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto year = number(text, at, 4);
  if (!year || !literal(text, at, "-")) return std::nullopt;
  const auto month = number(text, at, 2);
  if (!month || !literal(text, at, "-")) return std::nullopt;
  const auto day = number(text, at, 2);
  if (!day || !literal(text, at, "Tt ")) return std::nullopt;
  const auto hour = number(text, at, 2);
  if (!hour || *hour > 23 || !literal(text, at, ":")) return std::nullopt;
  const auto minute = number(text, at, 2);
  if (!minute || *minute > 59 || !literal(text, at, ":")) return std::nullopt;
  const auto second = number(text, at, 2);
  if (!second || *second > 60) return std::nullopt;  // 60: a leap second

  int millis = 0;
  if (literal(text, at, ".")) {
    int weight = 100;
    std::size_t digits = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      millis += (text[at] - '0') * weight;
      weight /= 10;
      ++at;
      ++digits;
    }
    if (digits == 0) return std::nullopt;
  }
  const auto zone = offset(text, at);
  if (!zone || at != text.size()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const auto time = WallTime{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
                    std::chrono::minutes{*minute} + std::chrono::seconds{*second} +
                    milliseconds{millis} - *zone;
  // An offset or a leap second can lead out of the years that to_rfc3339 can write.
  if (time < kYear0 || time >= kYear10000) return std::nullopt;
  return time;
}

namespace {
constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
}  // namespace

std::string to_http_date(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const auto rfc3339 = to_rfc3339(time);  // "1994-11-06T08:49:37…"
  std::string text{kWeekdays[std::chrono::weekday{day}.c_encoding()]};
  text.append(", ").append(rfc3339, 8, 2).append(" ");
  text.append(kMonths[static_cast<unsigned>(date.month()) - 1]).append(" ");
  text.append(rfc3339, 0, 4).append(" ").append(rfc3339, 11, 8).append(" GMT");
  return text;
}

std::optional<WallTime> from_http_date(std::string_view text) {
  constexpr std::string_view kForm = "Sun, 06 Nov 1994 08:49:37 GMT";
  if (text.size() != kForm.size()) return std::nullopt;
  const auto* month = std::ranges::find(kMonths, text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  std::string number = std::to_string(month - kMonths.begin() + 1);
  if (number.size() < 2) number.insert(0, "0");
  std::string rfc3339{text.substr(12, 4)};
  rfc3339.append("-").append(number).append("-").append(text.substr(5, 2));
  rfc3339.append("T").append(text.substr(17, 8)).append("Z");
  const auto time = from_rfc3339(rfc3339);
  // What is between the numbers, and the weekday, must be right, too.
  return time && to_http_date(*time) == text ? time : std::nullopt;
}

}  // namespace touchpoint
