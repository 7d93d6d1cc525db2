#include "core/time_zone.hpp"

#include <gtest/gtest.h>

#include "board/business_day.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;

WallTime at(std::string_view text) {
  return from_rfc3339(text).value();
}

void put(std::string& bytes, std::int64_t value, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
    bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> static_cast<unsigned>(shift));
}

struct Change {
  std::string_view at;
  int type;
};

std::string block(const std::vector<Change>& changes, const std::vector<int>& offsets, int size) {
  std::string bytes = "TZif2" + std::string(15, '\0');
  for (const auto count : {std::size_t{0}, std::size_t{0}, std::size_t{0}, changes.size(),
                           offsets.size(), std::size_t{4}}) {
    put(bytes, static_cast<std::int64_t>(count), 4);
  }
  for (const auto& change : changes)
    put(bytes, at(change.at).time_since_epoch() / 1s, size);
  for (const auto& change : changes)
    bytes += static_cast<char>(change.type);
  for (const auto offset : offsets) {
    put(bytes, offset, 4);
    bytes += std::string(2, '\0');
  }
  return bytes + std::string("UTC\0", 4);
}

// A zone file as zic writes it: what programs of 32 bits read, the same in 64 bits, the rule.
std::string file(std::string_view rule, const std::vector<Change>& changes = {},
                 const std::vector<int>& offsets = {0}) {
  return block({}, {0}, 4) + block(changes, offsets, 8) + "\n" + std::string(rule) + "\n";
}

std::int64_t offset(const TimeZone& zone, std::string_view time) {
  return zone.offset_at(at(time)) / 1s;
}
TimeZone zone_of(std::string_view rule) {
  return TimeZone::read("a zone", file(rule)).value();
}

constexpr auto kRome = "CET-1CEST,M3.5.0,M10.5.0/3";

TEST(TimeZoneTest, FollowsTheRuleOfEachYear) {
  const auto rome = zone_of(kRome);
  EXPECT_EQ(offset(rome, "2026-01-01T00:00:00Z"), 3600);
  EXPECT_EQ(offset(rome, "2026-03-29T00:59:59Z"), 3600);
  EXPECT_EQ(offset(rome, "2026-03-29T01:00:00Z"), 7200);
  EXPECT_EQ(offset(rome, "2026-10-25T00:59:59Z"), 7200);
  EXPECT_EQ(offset(rome, "2026-10-25T01:00:00Z"), 3600);
  EXPECT_EQ(offset(rome, "2060-07-01T00:00:00Z"), 7200) << "long after any table";
}

TEST(TimeZoneTest, ReadsTheWaysOfThePlaces) {
  const auto sydney = zone_of("AEST-10AEDT,M10.1.0,M4.1.0/3");
  EXPECT_EQ(offset(sydney, "2026-01-01T00:00:00Z"), 11 * 3600);
  EXPECT_EQ(offset(sydney, "2026-04-04T15:59:59Z"), 11 * 3600);
  EXPECT_EQ(offset(sydney, "2026-04-04T16:00:00Z"), 10 * 3600);
  const auto dublin = zone_of("IST-1GMT0,M10.5.0,M3.5.0/1");  // its winter is the exception
  EXPECT_EQ(offset(dublin, "2026-07-01T00:00:00Z"), 3600);
  EXPECT_EQ(offset(dublin, "2026-12-01T00:00:00Z"), 0);
  const auto nuuk = zone_of("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  EXPECT_EQ(offset(nuuk, "2026-03-29T00:59:59Z"), -7200);
  EXPECT_EQ(offset(nuuk, "2026-03-29T01:00:00Z"), -3600);
  EXPECT_EQ(offset(zone_of("<+0545>-5:45"), "2026-06-01T00:00:00Z"), 5 * 3600 + 45 * 60);
  const auto days = zone_of("AAA0BBB,J60/0,J300/0");  // the 1st of March, leap year or not
  EXPECT_EQ(offset(days, "2028-02-29T23:59:59Z"), 0);
  EXPECT_EQ(offset(days, "2028-03-01T00:00:00Z"), 3600);
  EXPECT_EQ(offset(days, "2027-03-01T00:00:00Z"), 3600);
}

TEST(TimeZoneTest, BelievesTheTableWhereItReaches) {
  const auto bytes =
      file(kRome, {{"2000-01-01T00:00:00Z", 1}, {"2001-01-01T00:00:00Z", 2}}, {2996, -1800, 5400});
  const auto zone = TimeZone::read("Europe/Somewhere", bytes).value();
  EXPECT_EQ(zone.name(), "Europe/Somewhere");
  EXPECT_EQ(offset(zone, "1950-01-01T00:00:00Z"), 2996) << "local mean time";
  EXPECT_EQ(offset(zone, "2000-07-01T00:00:00Z"), -1800);
  EXPECT_EQ(offset(zone, "2026-07-01T00:00:00Z"), 7200) << "behind the table the rule";
  const auto ruleless =
      TimeZone::read("Old/Zone", file("", {{"2000-01-01T00:00:00Z", 1}}, {0, 60}));
  EXPECT_EQ(offset(ruleless.value(), "2026-07-01T00:00:00Z"), 60);
}

TEST(TimeZoneTest, NothingKnownIsUtc) {
  EXPECT_EQ(TimeZone{}.offset_at(at("2026-07-01T00:00:00Z")), 0s);
  EXPECT_EQ(TimeZone{}.name(), "UTC");
}

TEST(TimeZoneTest, RefusesWhatIsNoZoneFile) {
  const auto whole = file(kRome, {{"2000-01-01T00:00:00Z", 1}}, {0, 3600});
  ASSERT_TRUE(TimeZone::read("x", whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(TimeZone::read("x", std::string_view(whole).substr(0, length))) << length;
  }
  for (const auto* rule :
       {"C", "CET", "CET-200", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0", "CET-1CEST,J0,J400",
        "CET-1CEST,M3.5.0,M10.5.0x", "<CET-1", "CET-1:61"}) {
    EXPECT_FALSE(TimeZone::read("x", file(rule))) << rule;
  }
  EXPECT_FALSE(TimeZone::read("x", file(kRome, {{"2000-01-01T00:00:00Z", 7}}))) << "no such type";
  EXPECT_FALSE(
      TimeZone::read("x", file(kRome, {{"2001-01-01T00:00:00Z", 0}, {"2000-01-01T00:00:00Z", 0}})))
      << "backwards";
}

TEST(BusinessDayTest, TurnsAtItsHourByTheStoresClocks) {
  const board::BusinessDay rome(zone_of(kRome), 4h);
  const auto day = [&](std::string_view time) { return board::to_text(rome.of(at(time))); };
  EXPECT_EQ(day("2026-11-23T02:59:59Z"), "2026-11-22") << "3:59 in Milan";
  EXPECT_EQ(day("2026-11-23T03:00:00Z"), "2026-11-23");
  EXPECT_EQ(day("2026-11-23T22:59:59Z"), "2026-11-23");
  EXPECT_EQ(day("2026-11-24T00:30:00Z"), "2026-11-23") << "half past one at night";
  EXPECT_EQ(day("2026-07-01T01:59:59Z"), "2026-06-30") << "summer";
  EXPECT_EQ(day("2026-07-01T02:00:00Z"), "2026-07-01");
}

// Whatever the clocks do, a day comes after the other, each once, and none lasts longer than 25 h.
TEST(BusinessDayTest, GoesOnThroughEveryChangeOfTheClocks) {
  for (const auto* rule : {kRome, "AEST-10AEDT,M10.1.0,M4.1.0/3", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
                           "CST5CDT,M3.2.0/0,M11.1.0/1"}) {
    for (const auto hour : {0h, 1h, 2h, 3h, 4h, 23h}) {
      const board::BusinessDay store(zone_of(rule), hour);
      auto time = at("2026-01-01T00:00:00Z");
      auto day = store.of(time);
      auto began = time;
      for (; time < at("2027-02-01T00:00:00Z"); time += 15min) {
        const auto next = store.of(time);
        if (next == day) continue;
        ASSERT_EQ(next, day + std::chrono::days{1}) << rule << " " << to_rfc3339(time);
        ASSERT_LE(time - began, 25h) << rule << " " << to_rfc3339(time);
        day = next;
        began = time;
      }
    }
  }
}

}  // namespace
}  // namespace touchpoint
