// What staff say leaves the device in groups only, in random order, each answer once, and with
// nothing that tells whose it is.
#include "staff_voices.hpp"

#include <filesystem>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "core/files.hpp"
#include "support/journal_fixture.hpp"

namespace touchpoint {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

const Digest kKey{7, 7, 7};
const VoiceWave kAutumn{.survey = "autumn", .version = 1, .minimum = 5};
const std::vector<std::string> kStaff = {"giulia", "matteo", "sara", "paolo",
                                         "elena",  "luca",   "anna", "marco"};

std::vector<Voice> score(int value) {
  return {
      {.question = "recommend", .kind = "enps", .answer = "\"score\":" + std::to_string(value)}};
}

class VoiceBoxTest : public ::testing::Test {
 protected:
  void SetUp() override { open(kAutumn); }

  std::string open(const VoiceWave& wave, const Digest& key = kKey) {
    box = std::make_unique<VoiceBox>(file, key, clock, random);
    auto notice = box->open(wave);
    EXPECT_TRUE(notice) << notice.error().sentence();
    return notice ? notice.value() : "";
  }
  bool put(const std::string& staff, std::vector<Voice> voices) {
    const auto kept = box->put(staff, std::move(voices));
    EXPECT_TRUE(kept) << kept.error().sentence();
    return kept && kept.value();
  }
  std::vector<Uuid> leaving() const {
    std::vector<Uuid> ids;
    for (const auto& event : box->leaving())
      ids.push_back(event.id);
    return ids;
  }

  support::TempFolder folder;
  const std::filesystem::path file = folder.path() / "staff-voices.sealed";
  support::HeldClock clock;
  support::RepeatableRandom random;
  std::unique_ptr<VoiceBox> box;
};

// How many of `minimum` leave with how many answers.
struct GroupCase {
  int minimum;
  int answers;
  std::size_t leave;
};
class VoiceGroups : public VoiceBoxTest, public ::testing::WithParamInterface<GroupCase> {};

TEST_P(VoiceGroups, LeaveWhenThereAreEnough) {
  const auto [minimum, answers, leave] = GetParam();
  open({.survey = "winter", .version = 1, .minimum = minimum});
  for (int i = 0; i < answers; ++i)
    EXPECT_TRUE(put(kStaff[static_cast<std::size_t>(i)], score(i)));
  EXPECT_THAT(box->leaving(), SizeIs(leave));
}
INSTANTIATE_TEST_SUITE_P(Table, VoiceGroups,
                         ::testing::Values(GroupCase{5, 0, 0}, GroupCase{5, 1, 0},
                                           GroupCase{5, 4, 0}, GroupCase{5, 5, 5},
                                           // The sixth waits for four more: it would stand alone.
                                           GroupCase{5, 6, 5}, GroupCase{6, 5, 0},
                                           GroupCase{6, 6, 6}, GroupCase{8, 8, 8}));

TEST_F(VoiceBoxTest, ASecondTryOfTheSamePersonIsNotTaken) {
  EXPECT_FALSE(box->standing("giulia").answered);
  EXPECT_TRUE(put("giulia", score(9)));
  EXPECT_TRUE(box->standing("giulia").answered);
  EXPECT_FALSE(box->standing("matteo").answered);
  EXPECT_FALSE(put("giulia", score(0)));
  open(kAutumn);
  EXPECT_FALSE(put("giulia", score(0))) << "nor after a restart";
}

TEST_F(VoiceBoxTest, EachQuestionHasAGroupOfItsOwn) {
  for (int i = 0; i < 5; ++i) {
    auto voices = score(i);
    if (i < 4) voices.push_back({.question = "tell", .kind = "text", .answer = R"("text":"…")"});
    EXPECT_TRUE(put(kStaff[static_cast<std::size_t>(i)], std::move(voices)));
  }
  ASSERT_THAT(box->leaving(), SizeIs(5));
  for (const auto& event : box->leaving())
    EXPECT_THAT(event.data, HasSubstr(R"("question":"recommend")"));
  EXPECT_TRUE(put("luca", {{.question = "tell", .kind = "text", .answer = R"("text":"…")"}}));
  EXPECT_THAT(box->leaving(), SizeIs(10));
}

TEST_F(VoiceBoxTest, AnEventSaysTheAnswerAndTheMinimumAndNothingOfAnybody) {
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_TRUE(put(kStaff[i], score(7)));
  for (const auto& event : box->leaving()) {
    EXPECT_EQ(event.data,
              R"({"survey":"autumn","version":1,"question":"recommend","kind":"enps","score":7,)"
              R"("minimum":5})");
  }
}

// Over many groups of five, each place in the order is anybody's: the first to answer is as likely
// the last event as any other.
TEST_F(VoiceBoxTest, TheOrderOfTheEventsSaysNothingOfTheOrderOfTheAnswers) {
  constexpr int kGroups = 200;
  std::map<int, std::map<std::size_t, int>> places;  // of the n-th to answer
  for (int group = 0; group < kGroups; ++group) {
    open({.survey = "wave", .version = group + 1, .minimum = 5});
    ASSERT_TRUE(box->left(leaving()));
    for (int i = 0; i < 5; ++i)
      ASSERT_TRUE(put(kStaff[static_cast<std::size_t>(i)], score(i)));
    const auto& events = box->leaving();
    for (std::size_t place = 0; place < events.size(); ++place) {
      const auto at = events[place].data.find("\"score\":") + 8;
      ++places[events[place].data[at] - '0'][place];
    }
  }
  for (const auto& [given, counts] : places) {
    for (std::size_t place = 0; place < 5; ++place) {
      const auto found = counts.contains(place) ? counts.at(place) : 0;
      EXPECT_GT(found, kGroups / 5 / 2) << "answer " << given << " at place " << place;
      EXPECT_LT(found, kGroups / 5 * 2) << "answer " << given << " at place " << place;
    }
  }
}

TEST_F(VoiceBoxTest, TheIdsAreMadeWhenTheyLeaveAndStayAfterARestart) {
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(put(kStaff[i], score(3)));
  clock.advance(std::chrono::hours{5});
  const auto from = clock.wall();
  EXPECT_TRUE(put(kStaff[4], score(3)));
  const auto ids = leaving();
  for (const auto& id : ids) {
    std::int64_t ms = 0;
    for (const auto byte : id.bytes().first(6))
      ms = ms << 8 | byte;
    EXPECT_EQ(ms, from.time_since_epoch().count()) << "not the moment of the answer";
  }
  open(kAutumn);
  EXPECT_EQ(leaving(), ids);
}

TEST_F(VoiceBoxTest, WhatBeganToLeaveMeanwhileStays) {
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_TRUE(put(kStaff[i], score(3)));
  const auto first = leaving();
  auto more = std::vector<Voice>{{.question = "other", .kind = "rating", .answer = "\"score\":1"}};
  open({.survey = "autumn", .version = 2, .minimum = 5});
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_TRUE(put(kStaff[i], more));
  EXPECT_THAT(box->leaving(), SizeIs(10));
  ASSERT_TRUE(box->left(first));
  EXPECT_THAT(box->leaving(), SizeIs(5));
}

TEST_F(VoiceBoxTest, AWaveThatNeverHadEnoughIsDeletedUnreadAndTheNextAsksEverybody) {
  EXPECT_TRUE(put("giulia", score(2)));
  EXPECT_THAT(open({.survey = "autumn", .version = 2, .minimum = 5}),
              HasSubstr("too few have answered was deleted unread"));
  EXPECT_FALSE(box->standing("giulia").answered);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(put(kStaff[i], score(2)));
  EXPECT_THAT(box->leaving(), IsEmpty()) << "the answer of the former wave does not count";
}

TEST_F(VoiceBoxTest, SettingsThatForgetTheSurveyEndNoWaveForTwoWeeks) {
  EXPECT_TRUE(put("giulia", score(2)));
  EXPECT_THAT(open({}), IsEmpty());
  clock.advance(std::chrono::days{13});
  EXPECT_THAT(open({}), IsEmpty());
  EXPECT_THAT(open(kAutumn), IsEmpty());
  EXPECT_FALSE(put("giulia", score(0))) << "nobody answers twice";
  for (std::size_t i = 1; i < 5; ++i)
    EXPECT_TRUE(put(kStaff[i], score(2)));
  EXPECT_THAT(box->leaving(), SizeIs(5)) << "and no answer is lost";
  EXPECT_TRUE(put(kStaff[5], score(2)));
  EXPECT_THAT(open({}), IsEmpty());
  clock.set_quality(ClockQuality::unset);
  clock.advance(std::chrono::days{20});
  EXPECT_THAT(open({}), IsEmpty()) << "by a clock that nobody trusts nothing ends";
  clock.set_quality(ClockQuality::synchronised);
  EXPECT_THAT(open({}), HasSubstr("deleted unread"));
  EXPECT_THAT(box->leaving(), SizeIs(5)) << "what had begun to leave leaves";
  EXPECT_THAT(open({}), IsEmpty());
  EXPECT_THAT(open(kAutumn), IsEmpty());
  EXPECT_FALSE(box->standing("giulia").answered);
}

TEST_F(VoiceBoxTest, TheMinimumThatWasPromisedIsNotLowered) {
  open({.survey = "winter", .version = 1, .minimum = 7});
  EXPECT_TRUE(put("giulia", score(2)));
  open({.survey = "winter", .version = 1, .minimum = 5});
  EXPECT_EQ(box->standing("matteo").minimum, 7);
  for (std::size_t i = 1; i < 6; ++i)
    EXPECT_TRUE(put(kStaff[i], score(2)));
  EXPECT_THAT(box->leaving(), IsEmpty());
  EXPECT_TRUE(put(kStaff[6], score(2)));
  EXPECT_THAT(box->leaving(), SizeIs(7));
  open({.survey = "winter", .version = 1, .minimum = 9});
  EXPECT_EQ(box->standing("matteo").minimum, 9);
}

TEST_F(VoiceBoxTest, WhoeverSaidLaterIsNotOfferedItAgain) {
  EXPECT_FALSE(box->standing("giulia").postponed);
  ASSERT_TRUE(box->postpone("giulia"));
  open(kAutumn);
  EXPECT_TRUE(box->standing("giulia").postponed);
  EXPECT_FALSE(box->standing("giulia").answered);
  EXPECT_FALSE(box->standing("matteo").postponed);
}

TEST_F(VoiceBoxTest, TheFileCannotBeReadWithoutTheKeyAndIsNeverWrittenOver) {
  EXPECT_TRUE(
      put("giulia", {{.question = "tell", .kind = "text", .answer = R"("text":"Troppo")"}}));
  const auto text = files::read(file).value();
  EXPECT_THAT(text, Not(HasSubstr("giulia")));
  EXPECT_THAT(text, Not(HasSubstr("Troppo")));
  EXPECT_THAT(open(kAutumn, Digest{8}), HasSubstr("could not be read"));
  EXPECT_FALSE(box->standing("giulia").answered);
  std::size_t kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    kept += entry.path().filename().string().find(".aside-") != std::string::npos ? 1 : 0;
  EXPECT_EQ(kept, 1U);
}

TEST_F(VoiceBoxTest, NothingIsTakenThatIsNotOnTheDisk) {
  std::filesystem::remove_all(folder.path());
  EXPECT_FALSE(box->put("giulia", score(2)));
  EXPECT_FALSE(box->standing("giulia").answered);
}

class FullJournal final : public counter::Recorder {
 public:
  void record(NewEvent, std::move_only_function<void(Result<Recorded>)> done) override {
    done(retry_later("the disk is full"));
  }
};

class StaffVoicesTest : public support::JournalFixture {
 protected:
  void SetUp() override {
    open();
    start();
  }
  void TearDown() override {
    end();
    JournalFixture::TearDown();
  }
  void start() { start(*journal_); }
  void start(counter::Recorder& recorder) {
    auto box = std::make_unique<VoiceBox>(voices_file(), kKey, clock_, random_);
    ASSERT_TRUE(box->open(kAutumn));
    slow = std::make_unique<Worker>("slow", 64);
    runner_.on_loop([&] {
      voices = std::make_unique<StaffVoices>(runner_.loop(), *slow, clock_, recorder, "counter-1",
                                             std::move(box));
      voices->start();
    });
  }
  void end() {
    if (slow) slow->stop();
    runner_.on_loop([&] { voices.reset(); });
    slow.reset();
  }
  std::filesystem::path voices_file() const { return file_.parent_path() / "staff-voices.sealed"; }
  Result<bool> answer(const std::string& staff, int value) {
    return runner_.wait<bool>(
        [&](auto done) { voices->answer(staff, score(value), std::move(done)); });
  }
  std::vector<std::string> recorded() {
    std::vector<std::string> data;
    for (const auto& row : outgoing())
      data.push_back(row.json);
    return data;
  }

  std::unique_ptr<Worker> slow;
  std::unique_ptr<StaffVoices> voices;
};

TEST_F(StaffVoicesTest, RecordsNothingBelowTheMinimumAndAllAtIt) {
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(answer(kStaff[i], 9).value());
  EXPECT_FALSE(answer("giulia", 1).value());
  EXPECT_THAT(recorded(), IsEmpty());
  EXPECT_TRUE(answer(kStaff[4], 2).value());
  ASSERT_TRUE(eventually([&] { return recorded().size() == 5; }));
  for (const auto& row : recorded()) {
    EXPECT_THAT(row, HasSubstr("\"type\":\"touchpoint.staff_survey.answered\""));
    EXPECT_THAT(row, HasSubstr("\"actor\":\"employee\""));
    for (const auto& name : kStaff)
      EXPECT_THAT(row, Not(HasSubstr(name)));
  }
}

// A power cut between any two steps: what had begun to leave is recorded once, whether none, some
// or all of it was.
TEST_F(StaffVoicesTest, ACrashInTheMiddleOfABatchRecordsEachAnswerOnce) {
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(answer(kStaff[i], static_cast<int>(i)).value());
  end();
  VoiceBox box(voices_file(), kKey, clock_, random_);
  ASSERT_TRUE(box.open(kAutumn));
  ASSERT_TRUE(box.put(kStaff[4], score(4)).value());
  const auto cut = files::read(voices_file()).value();  // on the disk, and nothing is recorded
  for (const std::size_t done : {0U, 2U, 5U}) {
    for (std::size_t i = 0; i < done; ++i) {
      const auto& event = box.leaving()[i];
      ASSERT_TRUE(record({.id = event.id,
                          .type = "touchpoint.staff_survey.answered",
                          .time = clock_.wall(),
                          .actor = Actor::employee,
                          .touchpoint = "counter-1",
                          .data = event.data}));
    }
    ASSERT_TRUE(files::replace(voices_file(), cut));
    clock_.advance(std::chrono::minutes{3});
    restart();
    start();
    ASSERT_TRUE(eventually([&] {
      VoiceBox now(voices_file(), kKey, clock_, random_);
      return now.open(kAutumn) && now.leaving().empty();
    }));
    EXPECT_THAT(recorded(), SizeIs(5));
    end();
  }
  std::set<std::string> scores;
  for (const auto& row : recorded())
    scores.insert(row.substr(row.find("\"score\":"), 9));
  EXPECT_THAT(scores, SizeIs(5));
}

TEST_F(StaffVoicesTest, AFullJournalKeepsTheBatchForLater) {
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(answer(kStaff[i], 9).value());
  end();
  FullJournal full;
  start(full);
  EXPECT_TRUE(answer(kStaff[4], 2).value()) << "it is kept all the same";
  end();
  EXPECT_THAT(recorded(), IsEmpty());
  start();
  EXPECT_TRUE(eventually([&] { return recorded().size() == 5; }));
}

}  // namespace
}  // namespace touchpoint
