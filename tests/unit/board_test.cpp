#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "board/days.hpp"
#include "board/estimates.hpp"
#include "core/text.hpp"
#include "sync/codec/happening.hpp"

namespace touchpoint::board {
namespace {

using namespace std::chrono_literals;
using Kind = Happening::Kind;
using Scale = Happening::Scale;

constexpr auto kNow = "2026-11-23T12:00:00Z";

WallTime at(std::string_view text) {
  return from_rfc3339(text).value();
}

Uuid id(std::uint32_t number) {
  std::array<std::uint8_t, Uuid::kSize> bytes{};
  for (std::size_t n = 0; n < 4; ++n)
    bytes[Uuid::kSize - 1 - n] = static_cast<std::uint8_t>(number >> 8 * n);
  bytes[0] = 1;
  return Uuid{bytes};
}

Happening happening(std::uint32_t number, Kind kind, std::string_view time = "2026-11-23T10:00:00Z",
                    std::string touchpoint = "counter-1") {
  return {.id = id(number), .time = at(time), .touchpoint = std::move(touchpoint), .kind = kind};
}
Happening answer(std::uint32_t number, Scale scale, int score,
                 std::string_view time = "2026-11-23T10:00:00Z") {
  auto made = happening(number, Kind::answered, time, "kiosk-1");
  made.scale = scale;
  made.score = score;
  return made;
}
Happening about(Happening made, std::uint32_t other) {
  made.about = id(other);
  return made;
}

BusinessDay utc() {
  return {TimeZone{}, 4h};
}
Days counted(const std::vector<Happening>& all) {
  Days days(utc());
  days.turn_to(utc().of(at(kNow)));
  for (const auto& one : all)
    days.add(one);
  return days;
}
std::vector<BoardRow> rows_of(const std::vector<Happening>& all) {
  return counted(all).rows(at("2026-01-01T00:00:00Z"));
}
BoardRow find(const std::vector<BoardRow>& rows, std::string_view day,
              std::string_view touchpoint = {}) {
  const auto found = std::ranges::find_if(
      rows, [&](const BoardRow& row) { return row.day == day && row.touchpoint == touchpoint; });
  if (found != rows.end()) return *found;
  BoardRow none;
  none.day = "none";
  return none;
}

// --- figures ------------------------------------------------------------------------------------

void expect(const Estimate& made, double value, double low, double high) {
  ASSERT_TRUE(made.of);
  EXPECT_NEAR(made.of->value, value, 5e-5);
  EXPECT_NEAR(made.of->low, low, 5e-5);
  EXPECT_NEAR(made.of->high, high, 5e-5);
}

TEST(EstimatesTest, SharesHaveWilsonsInterval) {
  expect(share(8, 10), 0.8, 0.4902, 0.9433);
  expect(share(0, 10), 0.0, 0.0, 0.2775);
  expect(share(10, 10), 1.0, 0.7225, 1.0);
  expect(share(50, 100), 0.5, 0.4038, 0.5962);
}

TEST(EstimatesTest, ScoresHaveTheAdjustedWaldInterval) {
  expect(nps(5, 2, 10), 30, -19.05062, 65.20446);
  expect(nps(40, 20, 100), 20, 4.97358, 33.86137);
  const auto all = nps(10, 0, 10);
  ASSERT_TRUE(all.of);
  EXPECT_EQ(all.of->value, 100);
  EXPECT_EQ(all.of->high, 100);
  EXPECT_LT(all.of->low, 70) << "ten who are happy do not show that everybody is";
}

TEST(EstimatesTest, MediansLieBetweenValues) {
  expect(median({6, 5, 4, 3, 2, 1}), 3.5, 1, 6);
  expect(median({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), 5.5, 2, 9);
  std::vector<double> many(5000);
  for (std::size_t n = 0; n < many.size(); ++n)
    many[n] = static_cast<double>(n);
  const auto made = median(many);
  ASSERT_TRUE(made.of);
  EXPECT_NEAR(made.of->high - made.of->low, 1.96 * std::sqrt(5000.0), 3) << "as the normal one";
}

TEST(EstimatesTest, OfTooFewNothingIsSaid) {
  EXPECT_EQ(share(9, 9), (Estimate{.n = 9}));
  EXPECT_EQ(nps(9, 0, 9), (Estimate{.n = 9}));
  EXPECT_EQ(median({1, 2, 3, 4, 5}), (Estimate{.n = 5}));
  EXPECT_EQ(median({}), Estimate{});
}

// --- days ---------------------------------------------------------------------------------------

TEST(BoardTest, CountsByDayAndTouchpoint) {
  const auto rows = rows_of({happening(1, Kind::sold), happening(2, Kind::sold),
                             happening(3, Kind::sold, "2026-11-23T03:59:59Z"),
                             happening(4, Kind::collected), happening(5, Kind::returned),
                             happening(6, Kind::complained, "2026-11-22T10:00:00Z", "kiosk-1")});
  const auto today = find(rows, "2026-11-23");
  EXPECT_EQ(today.sales, 2);
  EXPECT_EQ(today.collections, 1);
  EXPECT_EQ(today.returns, 1);
  EXPECT_EQ(today.complaints, 0);
  EXPECT_EQ(find(rows, "2026-11-22", "counter-1").sales, 1) << "before the day turns";
  EXPECT_EQ(find(rows, "2026-11-22", "kiosk-1").complaints, 1);
  EXPECT_EQ(find(rows, "").sales, 3);
  EXPECT_EQ(find(rows, "", "kiosk-1").complaints, 1);
  EXPECT_EQ(rows.front().day, "2026-11-23") << "today first";
}

TEST(BoardTest, AScanCountsOnceAndAsRecognisedIfAnybodyWasInTheEnd) {
  const auto rows = rows_of({
      about(happening(1, Kind::unrecognised), 100),
      about(happening(2, Kind::recognised), 100),  // the hub knew
      about(happening(3, Kind::unrecognised), 101), about(happening(4, Kind::unrecognised), 101),
      happening(5, Kind::recognised),  // by what they said
  });
  EXPECT_EQ(find(rows, "2026-11-23").recognition.n, 3);
  std::vector<Happening> many;
  for (std::uint32_t n = 0; n < 10; ++n)
    many.push_back(about(happening(n, n < 8 ? Kind::recognised : Kind::unrecognised), 100 + n));
  EXPECT_EQ(find(rows_of(many), "2026-11-23").recognition, share(8, 10));
}

// What came of one scan, in every order in which it may be heard.
TEST(BoardTest, ARecognitionThatWasUndoneIsNone) {
  const auto card = [](std::uint32_t number, Kind kind) {
    return about(happening(number, kind), 100);
  };
  const auto known = card(1, Kind::recognised);
  const auto wrong = card(2, Kind::unrecognised);  // as "wrong person" says why
  const auto other = card(3, Kind::recognised);
  const auto undone = about(happening(4, Kind::undone), 1);
  const auto undone_too = about(happening(5, Kind::undone), 3);
  const auto chosen = happening(6, Kind::recognised);  // from a list: without a scan
  const auto let_go = about(happening(7, Kind::undone), 6);
  struct Row {
    const char* name;
    std::vector<Happening> heard;
    std::int64_t n;
    std::int64_t recognised;
  };
  for (auto& row : std::vector<Row>{
           {"somebody", {known}, 1, 1},
           {"nobody", {wrong}, 1, 0},
           {"the wrong person", {known, undone, wrong}, 1, 0},
           {"the wrong person, heard in part", {known, undone}, 0, 0},
           {"the wrong one, then the right one", {known, undone, wrong, other}, 1, 1},
           {"twice the wrong one", {known, undone, wrong, other, undone_too}, 1, 0},
           {"two, of whom one stands", {known, other, undone_too}, 1, 1},
           {"heard twice", {known, known, undone, undone, wrong}, 1, 0},
           {"chosen from a list and let go", {chosen, let_go}, 0, 0},
           {"an undoing of something else", {chosen, undone}, 1, 1},
       }) {
    std::vector<std::size_t> order(row.heard.size());
    std::iota(order.begin(), order.end(), 0);
    do {
      std::vector<Happening> all;
      for (const auto at : order)
        all.push_back(row.heard[at]);
      // Beside enough that are certain, so that a share is made.
      for (std::uint32_t n = 0; n < 10; ++n)
        all.push_back(about(happening(1000 + n, Kind::recognised), 2000 + n));
      EXPECT_EQ(find(rows_of(all), "2026-11-23").recognition,
                share(10 + row.recognised, 10 + row.n))
          << row.name;
    } while (std::ranges::next_permutation(order).found);
  }
}

TEST(BoardTest, ScoresAreOfTheirScales) {
  std::vector<Happening> all;
  std::uint32_t number = 0;
  for (const int score : {0, 6, 7, 8, 9, 10, 10, 10, 9, 6})
    all.push_back(answer(++number, Scale::nps, score));
  for (const int score : {1, 3, 4, 5, 5, 5, 4, 4, 2, 5})
    all.push_back(answer(++number, Scale::csat, score));
  for (const int score : {1, 4, 5, 6, 7, 7, 7, 3, 5, 6})
    all.push_back(answer(++number, Scale::ces, score));
  const auto row = find(rows_of(all), "2026-11-23", "kiosk-1");
  EXPECT_EQ(row.nps, nps(5, 3, 10));
  EXPECT_EQ(row.csat, share(7, 10));
  EXPECT_EQ(row.ces, share(7, 10));
  EXPECT_EQ(find(rows_of(all), "2026-11-22").nps, Estimate{});
}

TEST(BoardTest, WhatWasUndoneDoesNotCount) {
  const auto sale = happening(1, Kind::sold);
  const auto undo = about(happening(2, Kind::undone), 1);
  for (const auto& order :
       {std::vector{sale, undo}, std::vector{undo, sale}, std::vector{sale, undo, undo, sale}}) {
    EXPECT_EQ(find(rows_of(order), "2026-11-23").sales, 0);
  }
}

// The property that the board stands on: the same rows, whichever comes first and however often.
TEST(BoardTest, AnyOrderGivesTheSameFigures) {
  std::mt19937 random(20261123);
  const auto any = [&](std::uint32_t most) { return random() % most; };
  for (int run = 0; run < 50; ++run) {
    std::vector<Happening> all;
    for (std::uint32_t n = 0; n < 200; ++n) {
      auto one = happening(n, static_cast<Kind>(any(8)));
      one.time = at(kNow) - std::chrono::minutes{any(9 * 1440)};
      one.touchpoint = any(3) == 0 ? "kiosk-1" : "counter-1";
      one.about = any(4) == 0 && one.kind == Kind::recognised ? Uuid{} : id(any(200));
      one.scale = static_cast<Scale>(any(3));
      one.score = static_cast<int>(any(8));
      all.push_back(one);
    }
    const auto expected = rows_of(all);
    all.insert(all.end(), all.begin(), all.begin() + 50);
    std::ranges::shuffle(all, random);
    ASSERT_EQ(rows_of(all), expected) << "run " << run;
  }
}

TEST(BoardTest, DaysGoAndComeWithTheCalendar) {
  auto days = counted({happening(1, Kind::sold, "2026-11-17T10:00:00Z"),
                       happening(2, Kind::sold, "2026-11-16T10:00:00Z"),
                       happening(3, Kind::sold, "2026-11-24T10:00:00Z")});
  auto rows = days.rows(at("2026-01-01T00:00:00Z"));
  EXPECT_EQ(find(rows, "2026-11-17").sales, 1) << "the seventh day";
  EXPECT_EQ(find(rows, "2026-11-16").day, "none");
  EXPECT_EQ(find(rows, "").sales, 1) << "a clock that was ahead: not yet";
  days.turn_to(Day{std::chrono::year{2026} / 11 / 24});
  rows = days.rows(at("2026-01-01T00:00:00Z"));
  EXPECT_EQ(find(rows, "2026-11-17").day, "none");
  EXPECT_EQ(find(rows, "2026-11-24").sales, 1);
}

TEST(BoardTest, BeforeTheFirstRowThereAreNoDays) {
  const auto days = counted({happening(1, Kind::sold)});
  const auto rows = days.rows(at("2026-11-22T15:00:00Z"));
  EXPECT_EQ(find(rows, "2026-11-22").sales, 0) << "the device was there, and nothing happened";
  EXPECT_EQ(find(rows, "2026-11-21").day, "none");
  const auto told = counted({happening(1, Kind::sold, "2026-11-20T10:00:00Z")});
  EXPECT_EQ(find(told.rows(at("2026-11-22T15:00:00Z")), "2026-11-20").sales, 1) << "later";
  EXPECT_EQ(find(told.rows(at("2026-11-22T15:00:00Z")), "2026-11-21").day, "none");
  EXPECT_EQ(counted({}).rows({}).size(), 2U) << "today and all of it";
  EXPECT_EQ(find(counted({}).rows(at("2030-01-01T00:00:00Z")), "2026-11-23").day, "2026-11-23")
      << "a first row from a clock that was ahead";
}

TEST(BoardTest, MoreThanFitsIsSaid) {
  Days days(utc());
  days.turn_to(utc().of(at(kNow)));
  for (std::uint32_t n = 0; n < kHappeningsMax; ++n)
    days.add(happening(n, Kind::sold));
  EXPECT_TRUE(days.whole());
  days.add(happening(kHappeningsMax, Kind::sold));
  EXPECT_FALSE(days.whole());
  EXPECT_EQ(find(days.rows(at(kNow)), "").sales, static_cast<std::int64_t>(kHappeningsMax));
}

// --- the store's tasks --------------------------------------------------------------------------

TEST(BoardTest, TimeToActionIsOfTheDayOnWhichItCameUp) {
  std::vector<TaskTime> tasks;
  for (int n = 1; n <= 6; ++n) {
    const auto opened = at("2026-11-22T09:00:00Z");
    tasks.push_back({TaskKind::complaint, opened, opened + std::chrono::minutes{n}});
  }
  tasks.push_back({TaskKind::call, at("2026-11-23T09:00:00Z"), at("2026-11-23T08:59:00Z")});
  tasks.push_back({TaskKind::collection, at("2026-11-23T09:00:00Z"), at("2026-11-23T09:01:00Z")});
  tasks.push_back({TaskKind::answer, at("2026-11-23T09:00:00Z"), {}});
  tasks.push_back({TaskKind::answer, at("2026-10-01T09:00:00Z"), {}});
  const auto rows = store_rows(tasks, utc(), utc().of(at(kNow)));
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(rows[0].day, "2026-11-23");
  EXPECT_EQ(rows[0].opened, 3);
  EXPECT_EQ(rows[0].waiting, 1);
  EXPECT_EQ(rows[0].action, (Estimate{.n = 2}));
  EXPECT_EQ(rows[0].wait, (Estimate{.n = 2})) << "for the manager, and for an order";
  expect(rows[1].action, 210, 60, 360);
  EXPECT_EQ(rows[7].day, "");
  EXPECT_EQ(rows[7].opened, 9);
  EXPECT_EQ(rows[7].action.n, 8);
}

// --- from events --------------------------------------------------------------------------------

std::optional<Happening> meant(std::string type, std::string data) {
  sync::ReceivedEvent event;
  event.id = id(1).text();
  event.type = "touchpoint." + std::move(type);
  event.time = at(kNow);
  event.touchpoint = "counter-1";
  event.data = std::move(data);
  return sync::happening_of(event);
}

TEST(BoardTest, EventsMeanWhatTheySay) {
  const std::string scan = R"({"scan":)" + json_quoted(id(7).text());
  EXPECT_EQ(meant("customer.recognised", scan + "}")->about, id(7));
  EXPECT_TRUE(meant("customer.recognised", "{}")->about.is_nil()) << "by what they said";
  EXPECT_EQ(meant("customer.unrecognised", scan + R"(,"reason":"not_in_replica"})")->kind,
            Kind::unrecognised);
  EXPECT_FALSE(meant("customer.unrecognised", scan + R"(,"reason":"blocked"})"));
  EXPECT_EQ(meant("order.completed", "{}")->kind, Kind::sold);
  EXPECT_EQ(meant("order.refunded", "{}")->kind, Kind::returned);
  EXPECT_EQ(meant("order.collected", "{}")->kind, Kind::collected);
  EXPECT_EQ(meant("order.partly_collected", "{}")->kind, Kind::collected);
  EXPECT_EQ(meant("complaint.raised", "{}")->kind, Kind::complained);
  EXPECT_EQ(meant("interaction.undone", R"({"undoes":)" + json_quoted(id(9).text()) + "}")->about,
            id(9));
  EXPECT_FALSE(meant("interaction.undone", "{}"));
  EXPECT_FALSE(meant("note.added", "{}"));
  EXPECT_FALSE(meant("order.completed", "no JSON"));
}

TEST(BoardTest, AScoreCountsOnItsOwnScaleOnly) {
  EXPECT_EQ(meant("survey.answered", R"({"kind":"nps","score":0})")->scale, Scale::nps);
  EXPECT_EQ(meant("survey.answered", R"({"kind":"csat","score":5})")->score, 5);
  EXPECT_EQ(meant("survey.answered", R"({"kind":"ces","score":7})")->scale, Scale::ces);
  for (const auto* other :
       {R"({"kind":"nps","score":11})", R"({"kind":"csat","score":0})",
        R"({"kind":"ces","score":8})", R"({"kind":"rating","score":9})", R"({"kind":"nps"})",
        R"({"kind":"text","text":"well"})", R"({"kind":"nps","score":"9"})"}) {
    EXPECT_FALSE(meant("survey.answered", other)) << other;
  }
}

}  // namespace
}  // namespace touchpoint::board
