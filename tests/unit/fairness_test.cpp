#include "feedback/fairness.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace touchpoint::feedback {
namespace {

using namespace std::chrono_literals;

Uuid uuid(int number) {
  std::array<std::uint8_t, Uuid::kSize> bytes{};
  bytes[14] = static_cast<std::uint8_t>(number >> 8);
  bytes[15] = static_cast<std::uint8_t>(number & 0xFF);
  bytes[0] = 1;
  return Uuid{bytes};
}

const WallTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

// At so many seconds after noon, by a person of its own unless said otherwise.
Opinion opinion(int id, int seconds, int score, int person = 0) {
  Opinion made;
  made.id = uuid(id);
  made.time = kNoon + std::chrono::seconds{seconds};
  made.minute = 12h + std::chrono::minutes{seconds / 60};
  made.touchpoint = "kiosk-1";
  made.question = "recommend";
  made.response = uuid(1000 + (person == 0 ? id : person));
  made.scale = AnswerKind::nps;
  made.score = score;
  return made;
}

std::string said(const std::vector<Doubt>& doubts) {
  std::string text;
  for (const auto& doubt : doubts) {
    text += text.empty() ? "" : " ";
    text += std::to_string(static_cast<int>(doubt.id.bytes()[15])) + ":";
    for (const auto rule : doubt.rules)
      text += (text.back() == ':' ? "" : "+") + std::string(to_text(rule));
  }
  return text;
}

struct Case {
  std::string name;
  std::vector<Opinion> opinions;
  std::string expected;
  Fairness fairness{};
};

std::vector<Case> cases() {
  std::vector<Case> all;
  all.push_back({"NobodyIsDoubted", {opinion(1, 0, 9), opinion(2, 40, 3), opinion(3, 90, 9)}, ""});
  all.push_back({"OtherScoresAtOnceAreAQueueOfPeople", {opinion(1, 0, 9), opinion(2, 5, 8)}, ""});
  all.push_back({"TheSameAgainAtOnce",
                 {opinion(1, 0, 0), opinion(2, 5, 0), opinion(3, 20, 0), opinion(4, 41, 0)},
                 "2:repeated 3:repeated"});
  all.push_back({"AtTheLastMomentToo", {opinion(1, 0, 0), opinion(2, 20, 0)}, "2:repeated"});
  auto elsewhere = opinion(2, 5, 0);
  elsewhere.touchpoint = "kiosk-2";
  all.push_back({"AnotherScreenIsAnotherPerson", {opinion(1, 0, 0), elsewhere}, ""});
  all.push_back({"WentBackTwice",
                 {opinion(1, 0, 2, 7), opinion(2, 9, 8, 7), opinion(3, 12, 9, 7)},
                 "1:changed 2:changed"});
  auto staff = opinion(1, 0, 10);
  staff.minute = 8h + 59min;
  auto opened = opinion(2, 300, 10);
  opened.minute = 9h;
  auto late = opinion(3, 900, 10);
  late.minute = 30min;
  const Fairness hours{.staff_hours = {{7h, 9h}, {21h, 1h}}};
  all.push_back({"StaffOnly", {staff, opened, late}, "1:staff_hours 3:staff_hours", hours});
  std::vector<Opinion> crowd;
  for (int i = 1; i <= 9; ++i)
    crowd.push_back(opinion(i, i * 10, i % 11));
  all.push_back({"NineInTwoMinutes", crowd,
                 "1:burst 2:burst 3:burst 4:burst 5:burst 6:burst 7:burst 8:burst 9:burst"});
  crowd.pop_back();
  all.push_back({"EightInTwoMinutesAreAGoodDay", crowd, ""});
  crowd.push_back(opinion(9, 131, 1));
  all.push_back({"TheNinthTooLateForTheWindow", crowd, ""});
  auto second = opinion(2, 10, 4, 1);
  second.question = "effort";
  all.push_back({"OnePersonsTwoQuestions", {opinion(1, 0, 4), second}, ""});
  auto alone = opinion(2, 3, 4);
  alone.response = {};
  all.push_back({"WithoutAResponse", {opinion(1, 0, 4), alone}, "2:repeated"});
  return all;
}

class FairnessTable : public testing::TestWithParam<Case> {};

TEST_P(FairnessTable, FlagsWhatTheRuleSays) {
  EXPECT_EQ(said(doubts(GetParam().opinions, GetParam().fairness)), GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(Rules, FairnessTable, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

TEST(Fairness, ScoresStandSideBySide) {
  auto ces = opinion(20, 4000, 2);
  ces.scale = AnswerKind::ces;
  auto own = opinion(21, 5000, 2);
  own.scale = AnswerKind::rating;
  const auto scores = scores_of({opinion(1, 0, 9), opinion(2, 60, 0), opinion(3, 65, 0),
                                 opinion(4, 70, 0), opinion(5, 200, 7), ces, own},
                                {});
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_EQ(scores[0].scale, AnswerKind::nps);
  EXPECT_EQ(scores[0].raw, (Standing{.n = 5, .high = 1, .low = 3}));
  EXPECT_EQ(scores[0].cleaned, (Standing{.n = 3, .high = 1, .low = 1}));
  EXPECT_EQ(scores[0].flagged[static_cast<std::size_t>(Rule::repeated)], 2);
  EXPECT_EQ(scores[1].raw, (Standing{.n = 1, .high = 0, .low = 1}));
}

// Any order, and any of them twice: the same flags. What is not flagged is what is cleaned, and
// nothing is lost.
TEST(Fairness, IsTheSameInWhateverOrderAndHoweverOften) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto up_to = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
  const Fairness fairness{
      .burst_people = 4, .burst_window = 1min, .staff_hours = {{12h, 12h + 2min}}};
  for (int round = 0; round < 200; ++round) {
    std::vector<Opinion> given;
    for (int i = 0, n = up_to(40); i < n; ++i) {
      auto made = opinion(i + 1, up_to(900), up_to(3), 1 + up_to(20));
      made.touchpoint = up_to(1) == 0 ? "kiosk-1" : "kiosk-2";
      made.question = up_to(2) == 0 ? "effort" : "recommend";
      if (up_to(3) == 0) made.response = {};
      given.push_back(made);
    }
    const auto expected = doubts(given, fairness);
    const auto scores = scores_of(given, fairness);
    auto shuffled = given;
    for (std::size_t i = 0; i < given.size(); i += 3)
      shuffled.push_back(given[i]);
    std::ranges::shuffle(shuffled, random);
    EXPECT_EQ(doubts(shuffled, fairness), expected);
    EXPECT_EQ(scores_of(shuffled, fairness), scores);
    if (scores.empty()) continue;
    EXPECT_EQ(scores[0].raw.n, static_cast<std::int64_t>(given.size()));
    EXPECT_EQ(scores[0].raw.n - scores[0].cleaned.n, static_cast<std::int64_t>(expected.size()));
  }
}

TEST(Fairness, ReadsHours) {
  EXPECT_EQ(hours_from_text("07:30-09:00"), (Hours{7h + 30min, 9h}));
  EXPECT_EQ(hours_from_text("21:00-24:00"), (Hours{21h, 24h}));
  EXPECT_TRUE(hours_from_text("21:00-01:00")->holds(30min));
  EXPECT_FALSE(hours_from_text("21:00-01:00")->holds(1h));
  for (const auto* text : {"", "7:30-9:00", "07:30-07:30", "07:60-09:00", "24:01-09:00",
                           "24:00-09:00", "07:30–09:00", "07:30-09:0a", "-7:30-09:00"}) {
    EXPECT_FALSE(hours_from_text(text)) << text;
  }
}

}  // namespace
}  // namespace touchpoint::feedback
