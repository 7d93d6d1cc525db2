// What staff say, in figures of groups: of nobody alone, not even by subtracting.
#include <cmath>

#include <gmock/gmock.h>

#include "support/hub_fixture.hpp"
#include "sync/hub/staff_voices.hpp"

namespace touchpoint::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using Scores = std::vector<int>;

StaffAnswer enps(const std::string& store, int score, std::int64_t minimum = 5) {
  return {.store = store,
          .survey = "autumn",
          .version = 1,
          .question = "recommend",
          .kind = "enps",
          .minimum = minimum,
          .score = score};
}

std::vector<StaffAnswer> of_stores(const std::map<std::string, int>& stores) {
  std::vector<StaffAnswer> answers;
  for (const auto& [store, n] : stores) {
    for (int i = 0; i < n; ++i)
      answers.push_back(enps(store, 10));
  }
  return answers;
}

VoiceQuestion only_question(const std::vector<StaffAnswer>& answers) {
  support::RepeatableRandom random;
  auto waves = voice_figures(answers, random);
  EXPECT_THAT(waves, SizeIs(1));
  EXPECT_THAT(waves.at(0).questions, SizeIs(1));
  return waves.at(0).questions.at(0);
}

struct EnpsCase {
  Scores scores;
  std::int64_t promoters;
  std::int64_t passives;
  std::int64_t detractors;
  double value;
};
class Enps : public ::testing::TestWithParam<EnpsCase> {};

TEST_P(Enps, IsTheShareOfPromotersLessThatOfDetractors) {
  const auto& [scores, promoters, passives, detractors, value] = GetParam();
  std::vector<StaffAnswer> answers;
  for (const int score : scores)
    answers.push_back(enps("milano-01", score));
  const auto group = only_question(answers).stores.at("milano-01");
  ASSERT_TRUE(group.enough);
  EXPECT_EQ(group.n, std::ssize(scores));
  auto counts = group.counts;
  EXPECT_EQ(counts["promoters"], promoters);
  EXPECT_EQ(counts["passives"], passives);
  EXPECT_EQ(counts["detractors"], detractors);
  ASSERT_TRUE(group.enps.of);
  EXPECT_NEAR(group.enps.of->value, value, 0.05);
  EXPECT_LE(group.enps.of->low, group.enps.of->value);
  EXPECT_GE(group.enps.of->high, group.enps.of->value);
  EXPECT_GE(group.enps.of->low, -100);
  EXPECT_LE(group.enps.of->high, 100);
  EXPECT_GT(group.enps.of->high - group.enps.of->low, 25) << "five people are not sure";
}
INSTANTIATE_TEST_SUITE_P(Table, Enps,
                         ::testing::Values(EnpsCase{{10, 9, 8, 7, 6}, 2, 2, 1, 20},
                                           EnpsCase{{0, 1, 2, 5, 6}, 0, 0, 5, -100},
                                           EnpsCase{{9, 9, 10, 10, 9}, 5, 0, 0, 100},
                                           EnpsCase{{7, 8, 7, 8, 7}, 0, 5, 0, 0},
                                           EnpsCase{{10, 0, 10, 0, 8, 9, 6}, 3, 1, 3, 0},
                                           EnpsCase{{10, 10, 10, 9, 8, 3}, 4, 1, 1, 50}));

// Stores and how many answered there; who is shown, and what the total is made of.
struct GroupsCase {
  std::map<std::string, int> stores;
  std::vector<std::string> shown;
  std::optional<std::int64_t> together;  // the n of the small ones
  std::optional<std::int64_t> all;       // nullopt: no total is shown
};
class VoiceSuppression : public ::testing::TestWithParam<GroupsCase> {};

TEST_P(VoiceSuppression, HidesTheFewAlsoFromASubtraction) {
  const auto& [stores, shown, together, all] = GetParam();
  const auto question = only_question(of_stores(stores));
  std::vector<std::string> enough;
  std::int64_t sum = 0;
  for (const auto& [store, group] : question.stores) {
    if (!group.enough) {
      EXPECT_THAT(group.counts, IsEmpty());
      EXPECT_FALSE(group.enps.of);
      continue;
    }
    enough.push_back(store);
    sum += group.n;
  }
  EXPECT_EQ(enough, shown);
  ASSERT_EQ(question.small.has_value(), together.has_value());
  if (together) {
    EXPECT_EQ(question.small->n, *together);
    sum += question.small->n;
  }
  EXPECT_EQ(question.all.enough, all.has_value());
  if (!all) return;
  EXPECT_EQ(question.all.n, *all);
  EXPECT_EQ(question.all.n - sum, 0) << "what is left over is somebody";
}
INSTANTIATE_TEST_SUITE_P(
    Table, VoiceSuppression,
    ::testing::Values(GroupsCase{{{"a", 5}}, {"a"}, {}, 5}, GroupsCase{{{"a", 4}}, {}, {}, {}},
                      GroupsCase{{{"a", 5}, {"b", 7}}, {"a", "b"}, {}, 12},
                      // One of too few: the total is made without it.
                      GroupsCase{{{"a", 5}, {"b", 7}, {"c", 3}}, {"a", "b"}, {}, 12},
                      // Two that are too few even together: so with both.
                      GroupsCase{{{"a", 5}, {"b", 2}, {"c", 2}}, {"a"}, {}, 5},
                      // Two that are enough together: a group of their own.
                      GroupsCase{{{"a", 5}, {"b", 2}, {"c", 3}}, {"a"}, 5, 10},
                      GroupsCase{{{"b", 4}, {"c", 4}}, {}, 8, 8},
                      GroupsCase{{{"b", 2}, {"c", 2}}, {}, {}, {}}));

TEST(StaffVoices, TheMostThatWasPromisedCounts) {
  auto answers = of_stores({{"a", 5}, {"b", 7}});
  answers.back().minimum = 7;
  auto question = only_question(answers);
  EXPECT_EQ(question.minimum, 7);
  EXPECT_FALSE(question.stores.at("a").enough);
  EXPECT_TRUE(question.stores.at("b").enough);
  for (auto& answer : answers)
    answer.minimum = 1;  // a device that promises less than is decent
  EXPECT_EQ(staff_answer_of("a", R"({"survey":"s","version":1,"question":"q","kind":"enps",
      "score":1,"minimum":1})")
                ->minimum,
            5);
}

TEST(StaffVoices, AreReadAsTheContractHasThem) {
  const auto read = [](std::string_view more) {
    return staff_answer_of("a", R"({"survey":"s","version":2,"question":"q",)" + std::string(more) +
                                    R"(,"minimum":6})");
  };
  EXPECT_EQ(read(R"("kind":"rating","score":4)")->score, 4);
  EXPECT_EQ(read(R"("kind":"rating","score":4)")->minimum, 6);
  EXPECT_THAT(read(R"("kind":"choices","choices":["a","b"])")->choices, ElementsAre("a", "b"));
  EXPECT_EQ(read(R"("kind":"text","text":"uno\ndue")")->text, "uno\ndue");
  EXPECT_FALSE(read(R"("kind":"enps","score":11)"));
  EXPECT_FALSE(read(R"("kind":"enps")"));
  EXPECT_FALSE(read(R"("kind":"choice")"));
  EXPECT_FALSE(staff_answer_of("a", "[]"));
}

TEST(StaffVoices, CommentsAreShownOfGroupsOnlyAndInNoOrder) {
  std::vector<StaffAnswer> answers;
  const auto comment = [](const std::string& store, int i) {
    return StaffAnswer{.store = store,
                       .survey = "autumn",
                       .version = 1,
                       .question = "tell",
                       .kind = "text",
                       .text = store + " " + std::to_string(i)};
  };
  for (int i = 0; i < 8; ++i)
    answers.push_back(comment("a", i));
  for (int i = 0; i < 4; ++i)
    answers.push_back(comment("b", i));
  support::RepeatableRandom random;
  std::set<std::vector<std::string>> orders;
  for (int i = 0; i < 20; ++i) {
    const auto waves = voice_figures(answers, random);
    const auto& question = waves.at(0).questions.at(0);
    EXPECT_THAT(question.stores.at("a").texts, SizeIs(8));
    EXPECT_THAT(question.stores.at("b").texts, IsEmpty());
    EXPECT_THAT(question.all.texts, SizeIs(8));
    EXPECT_THAT(to_json(waves), Not(HasSubstr("b 0")));
    orders.insert(question.stores.at("a").texts);
  }
  EXPECT_GT(orders.size(), 10U);
}

TEST(StaffVoices, NothingIsToldOfAGroupOfTooFew) {
  support::RepeatableRandom random;
  EXPECT_EQ(
      to_json(voice_figures(of_stores({{"a", 4}}), random)),
      R"({"waves":[{"survey":"autumn","version":1,"questions":[{"question":"recommend",)"
      R"("kind":"enps","minimum":5,"groups":[{"of":"store","enough":false,"store":"a"}]}]}]})");
}

TEST(StaffVoices, EachWaveStandsAlone) {
  auto answers = of_stores({{"a", 5}});
  for (auto answer : of_stores({{"a", 3}})) {
    answer.version = 2;
    answers.push_back(answer);
  }
  support::RepeatableRandom random;
  const auto waves = voice_figures(answers, random);
  ASSERT_THAT(waves, SizeIs(2));
  EXPECT_EQ(waves[0].version, 2);
  EXPECT_FALSE(waves[0].questions[0].stores.at("a").enough);
  EXPECT_EQ(waves[1].questions[0].all.n, 5);
}

class HubVoicesTest : public HubStoreTest {
 protected:
  std::vector<StaffAnswer> answers() {
    auto found =
        ask<std::vector<StaffAnswer>>([&](auto done) { store_->staff_answers(std::move(done)); });
    EXPECT_TRUE(found);
    return found ? std::move(found).value() : std::vector<StaffAnswer>{};
  }
};

TEST_F(HubVoicesTest, AreWhatDevicesRecordedAndNothingElse) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(2);
  for (const int score : {9, 3}) {
    journal.write(
        "touchpoint.staff_survey.answered",
        R"({"survey":"autumn","version":1,"question":"recommend","kind":"enps","score":)" +
            std::to_string(score) + R"(,"minimum":5})");
  }
  journal.write(
      "touchpoint.survey.answered",
      R"({"survey":"s","version":1,"question":"q","kind":"nps","language":"it","score":9})");
  ASSERT_TRUE(send(journal, 1, 5));
  ASSERT_TRUE(send(journal, 3, 4)) << "again";
  const auto found = answers();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].store, "milano-01");
  EXPECT_EQ(*found[0].score + *found[1].score, 12);
}

}  // namespace
}  // namespace touchpoint::hub
