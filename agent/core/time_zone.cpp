#include "core/time_zone.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace touchpoint {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::size_t kHeader = 44;
constexpr std::size_t kTypeSize = 6;    // of one local time type
constexpr std::int64_t kMost = 10'000;  // of anything in a table; no zone has a tenth of that

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = (bytes.front() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const char c : bytes)
    value = value << 8U | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

// How many of what the block behind a header holds.
struct Counts {
  std::int64_t ut = 0;
  std::int64_t standard = 0;
  std::int64_t leaps = 0;
  std::int64_t times = 0;
  std::int64_t types = 0;
  std::int64_t chars = 0;

  std::size_t size(std::int64_t time_size) const {
    return static_cast<std::size_t>(times * time_size + times +
                                    types * static_cast<std::int64_t>(kTypeSize) + chars +
                                    leaps * (time_size + 4) + standard + ut);
  }
};

std::optional<Counts> read_counts(std::string_view bytes) {
  if (bytes.size() < kHeader || !bytes.starts_with("TZif")) return std::nullopt;
  const auto count = [&](std::size_t n) { return big_endian(bytes.substr(20 + 4 * n, 4)); };
  const Counts counts{count(0), count(1), count(2), count(3), count(4), count(5)};
  for (std::size_t n = 0; n < 6; ++n) {
    if (count(n) < 0 || count(n) > kMost) return std::nullopt;
  }
  if (counts.types == 0) return std::nullopt;
  return counts;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> take_number(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const auto length = static_cast<std::size_t>(end - text.begin());
  if (length == 0 || length > 3) return std::nullopt;
  const auto value = whole_number(text.substr(0, length));
  text.remove_prefix(length);
  return static_cast<int>(*value);
}

// "CET" or "<+0330>"
bool take_name(std::string_view& text) {
  if (take(text, '<')) {
    const auto end = text.find('>');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
    return end > 0;
  }
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto length =
      static_cast<std::size_t>(std::ranges::find_if_not(text, letter) - text.begin());
  text.remove_prefix(length);
  return length >= 3;
}

// "-1", "3:30", "+26:00:00"
std::optional<std::int32_t> take_time(std::string_view& text) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  const auto hours = take_number(text);
  if (!hours || *hours > 167) return std::nullopt;
  std::int32_t seconds = *hours * 3600;
  for (const int unit : {60, 1}) {
    if (!take(text, ':')) break;
    const auto part = take_number(text);
    if (!part || *part > 59) return std::nullopt;
    seconds += *part * unit;
  }
  return negative ? -seconds : seconds;
}

std::int64_t seconds_of(sys_days day) {
  return sys_seconds{day}.time_since_epoch().count();
}

int year_of(std::int64_t at) {
  const auto day = std::chrono::floor<std::chrono::days>(sys_seconds{std::chrono::seconds{at}});
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

}  // namespace

std::int64_t TimeZone::Moment::in(int year) const {
  using namespace std::chrono;
  const std::chrono::year y{year};
  sys_days date{y / January / 1};
  switch (form) {
    case Form::month: {
      const weekday which{static_cast<unsigned>(day)};
      const std::chrono::month m{static_cast<unsigned>(month)};
      date = week == 5 ? sys_days{y / m / which[last]}
                       : sys_days{y / m / which[static_cast<unsigned>(week)]};
      break;
    }
    case Form::julian:  // 1 to 365; the 29th of February is never counted
      date += days{day - 1 + (y.is_leap() && day > 59 ? 1 : 0)};
      break;
    case Form::day:  // 0 to 365
      date += days{day};
      break;
  }
  return seconds_of(date) + time;
}

std::int32_t TimeZone::Rule::offset_at(std::int64_t at) const {
  if (!changes) return standard;
  const int year = year_of(at + standard);
  const auto from = begin.in(year)-standard;
  const auto to = end.in(year)-summer;
  const bool is_summer = from < to ? at >= from && at < to : at >= from || at < to;
  return is_summer ? summer : standard;
}

std::optional<TimeZone::Moment> TimeZone::read_moment(std::string_view& text) {
  constexpr int kNone = -1;
  if (!take(text, ',')) return std::nullopt;
  Moment moment;
  if (take(text, 'M')) {
    moment.month = take_number(text).value_or(kNone);
    moment.week = take(text, '.') ? take_number(text).value_or(kNone) : kNone;
    moment.day = take(text, '.') ? take_number(text).value_or(kNone) : kNone;
    const bool fits = moment.month >= 1 && moment.month <= 12 && moment.week >= 1 &&
                      moment.week <= 5 && moment.day >= 0 && moment.day <= 6;
    if (!fits) return std::nullopt;
  } else {
    moment.form = take(text, 'J') ? Moment::Form::julian : Moment::Form::day;
    const auto day = take_number(text);
    if (!day || *day > 365 || (moment.form == Moment::Form::julian && *day < 1))
      return std::nullopt;
    moment.day = *day;
  }
  if (take(text, '/')) {
    const auto time = take_time(text);
    if (!time) return std::nullopt;
    moment.time = *time;
  }
  return moment;
}

// POSIX says how far west of Greenwich a zone is; we say how far east.
std::optional<TimeZone::Rule> TimeZone::read_rule(std::string_view text) {
  Rule rule;
  if (!take_name(text)) return std::nullopt;
  const auto west = take_time(text);
  if (!west) return std::nullopt;
  rule.standard = -*west;
  if (text.empty()) return rule;
  if (!take_name(text)) return std::nullopt;
  rule.summer = rule.standard + 3600;
  if (!text.empty() && text.front() != ',') {
    const auto summer = take_time(text);
    if (!summer) return std::nullopt;
    rule.summer = -*summer;
  }
  const auto begin = read_moment(text);
  const auto end = begin ? read_moment(text) : std::nullopt;
  if (!end || !text.empty()) return std::nullopt;
  rule.changes = true;
  rule.begin = *begin;
  rule.end = *end;
  return rule;
}

Result<TimeZone> TimeZone::read(std::string name, std::string_view bytes) {
  const auto wrong = [&] {
    return refused("what is said of the time zone " + name + " is damaged");
  };
  auto counts = read_counts(bytes);
  if (!counts) return wrong();
  std::size_t time_size = 4;
  const bool later = bytes[4] != '\0';
  if (later) {  // the same again in 64 bits, behind what old programs read
    const auto skipped = kHeader + counts->size(4);
    if (bytes.size() < skipped) return wrong();
    bytes.remove_prefix(skipped);
    counts = read_counts(bytes);
    if (!counts) return wrong();
    time_size = 8;
  }
  bytes.remove_prefix(kHeader);
  const auto block = counts->size(static_cast<std::int64_t>(time_size));
  if (bytes.size() < block) return wrong();

  const auto times = static_cast<std::size_t>(counts->times);
  const auto types = bytes.substr(times * (time_size + 1));
  const auto offset_of = [&](std::size_t type) -> std::optional<std::int32_t> {
    if (type >= static_cast<std::size_t>(counts->types)) return std::nullopt;
    return static_cast<std::int32_t>(big_endian(types.substr(type * kTypeSize, 4)));
  };
  TimeZone zone;
  zone.name_ = std::move(name);
  zone.first_ = offset_of(0).value_or(0);
  for (std::size_t n = 0; n < times; ++n) {
    const auto offset = offset_of(static_cast<unsigned char>(bytes[times * time_size + n]));
    if (!offset) return wrong();
    zone.changes_.push_back({big_endian(bytes.substr(n * time_size, time_size)), *offset});
  }
  if (!std::ranges::is_sorted(zone.changes_, {}, &Change::at)) return wrong();
  if (!later) return zone;
  auto footer = bytes.substr(block);
  if (!footer.starts_with('\n') || !footer.ends_with('\n') || footer.size() < 2) return wrong();
  footer = footer.substr(1, footer.size() - 2);
  if (footer.empty()) return zone;
  zone.rule_ = read_rule(footer);
  if (!zone.rule_) return wrong();
  return zone;
}

std::chrono::seconds TimeZone::offset_at(WallTime time) const {
  const auto at = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  const auto after = std::ranges::upper_bound(changes_, at, {}, &Change::at);
  if (after == changes_.end() && rule_) return std::chrono::seconds{rule_->offset_at(at)};
  if (after == changes_.begin()) return std::chrono::seconds{first_};
  return std::chrono::seconds{std::prev(after)->offset};
}

}  // namespace touchpoint
