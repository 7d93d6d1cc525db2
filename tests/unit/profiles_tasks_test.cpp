// Steps of the store's tasks: ours and those of other devices, each once, sealed, for as long as
// the centre tells of them.
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "profiles/task_step_document.hpp"
#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ProfilesTasksTest : public support::ReplicaFixture {
 protected:
  void SetUp() override { open(); }

  TaskStep step(std::string id, std::string type, std::string task) {
    TaskStep made{.id = std::move(id), .task = std::move(task), .time = clock_.wall(), .type = {}};
    made.type = std::move(type);
    return made;
  }
  sync::ChangePage page_with(std::vector<TaskStep> steps, std::string epoch = "epoch-1") {
    sync::ChangePage page;
    page.epoch = std::move(epoch);
    page.since = cursor().since;
    page.through = page.since + 1;
    page.as_of = clock_.wall();
    page.task_steps = std::move(steps);
    return page;
  }
  std::vector<TaskStep> steps() {
    return runner_.wait<TaskSteps>([&](auto done) { replica_->read_task_steps(std::move(done)); })
        .value()
        .steps;
  }
  std::vector<std::string> ids() {
    std::vector<std::string> found;
    for (const auto& each : steps())
      found.push_back(each.id);
    return found;
  }
  Result<void> forget(std::string profile) {
    return runner_.wait<void>(
        [&](auto done) { replica_->forget(std::move(profile), std::move(done)); });
  }
};

TEST_F(ProfilesTasksTest, OursAndThoseOfOthersStandBesideEachOtherEachOnce) {
  const auto ours = step("e1", "complaint.raised", "c1");
  ASSERT_TRUE(note({}, {ours}));
  ASSERT_TRUE(apply(page_with({ours, step("e2", "task.taken", "c1")})));
  ASSERT_TRUE(note({}, {ours}));
  EXPECT_THAT(ids(), UnorderedElementsAre("e1", "e2"));
}

TEST_F(ProfilesTasksTest, AStepComesBackAsItWas) {
  auto made = step("e1", "survey.answered", "v1");
  made.device = "milano-01-kiosk-1";
  made.touchpoint = "kiosk-1";
  made.profile = kAnna;
  made.staff = "giulia";
  made.owner = "marco";
  made.text = "too long";
  made.kind = "nps";
  made.score = 0;
  made.due = clock_.wall() + 2h;
  ASSERT_TRUE(note({}, {made}));
  EXPECT_THAT(steps(), ElementsAre(made));
}

TEST_F(ProfilesTasksTest, TheyOutliveARestart) {
  ASSERT_TRUE(note({}, {step("e1", "task.opened", "t1")}));
  restart();
  EXPECT_THAT(ids(), ElementsAre("e1"));
}

TEST_F(ProfilesTasksTest, WhatIsSaidAtTheKioskIsKeptOnlyOfATask) {
  auto content = step("e1", "survey.answered", "happy");
  content.kind = "text";
  auto low = step("e2", "survey.answered", "unhappy");
  low.kind = "csat";
  low.score = 1;
  auto said = content;
  said.id = "e3";
  said.task = "unhappy";
  ASSERT_TRUE(note({}, {content, low, said}));
  EXPECT_THAT(ids(), UnorderedElementsAre("e2", "e3"));
}

TEST_F(ProfilesTasksTest, WhatIsHandedOverIsKeptOnlyWhereSomebodyWaited) {
  const auto handed = step("e1", "order.collected", "order:W-1");
  const auto here = step("e2", "collection.announced", "order:W-2");
  ASSERT_TRUE(note({}, {handed, here, step("e3", "order.collected", "order:W-2")}));
  EXPECT_THAT(ids(), UnorderedElementsAre("e2", "e3"));
}

TEST_F(ProfilesTasksTest, AnotherEpochTakesAwayWhatOthersDidAndLeavesOurs) {
  ASSERT_TRUE(apply(page_with({step("e2", "task.opened", "t2")})));
  ASSERT_TRUE(note({}, {step("e1", "task.opened", "t1")}));
  auto page = page_with({step("e3", "task.opened", "t3")}, "epoch-2");
  page.since = 0;
  page.through = 1;
  ASSERT_TRUE(apply(std::move(page)));
  EXPECT_THAT(ids(), UnorderedElementsAre("e1", "e3"));
}

TEST_F(ProfilesTasksTest, ATaskGoesWholeLongAfterItsLastStepByTheHubsClock) {
  const auto start = clock_.wall();
  const auto after = [&](std::chrono::days days, std::vector<TaskStep> told) {
    auto page = page_with(std::move(told));
    page.as_of = start + days;
    return apply(std::move(page));
  };
  ASSERT_TRUE(note({}, {step("e1", "task.opened", "t1"), step("e2", "task.opened", "t2")}));
  ASSERT_TRUE(after(std::chrono::days{50}, {step("e3", "task.taken", "t1")}));
  ASSERT_TRUE(after(std::chrono::days{59}, {}));
  EXPECT_THAT(ids(), UnorderedElementsAre("e1", "e2", "e3"));
  ASSERT_TRUE(after(std::chrono::days{61}, {}));
  EXPECT_THAT(ids(), UnorderedElementsAre("e1", "e3"));
  ASSERT_TRUE(after(std::chrono::days{111}, {}));
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(ProfilesTasksTest, AClockThatStandsIn1970TakesNothingAway) {
  ASSERT_TRUE(apply(page_with({})));
  auto early = step("e1", "complaint.raised", "c1");
  early.time = WallTime{};
  ASSERT_TRUE(note({}, {early}));
  ASSERT_TRUE(apply(page_with({})));
  EXPECT_THAT(ids(), ElementsAre("e1"));
}

TEST_F(ProfilesTasksTest, WhoeverIsErasedLeavesNoTask) {
  auto theirs = step("e1", "complaint.raised", "c1");
  theirs.profile = kAnna;
  ASSERT_TRUE(note({}, {theirs, step("e2", "complaint.raised", "c2")}));
  ASSERT_TRUE(forget(kAnna));
  EXPECT_THAT(ids(), ElementsAre("e2"));
}

TEST_F(ProfilesTasksTest, WhoeverAskedForAnAnswerIsErasedByTheirTask) {
  auto asked = step("e1", "task.opened", "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10");
  asked.kind = "email";
  asked.address = "anna@example.org";
  ASSERT_TRUE(note({}, {asked, step("e2", "complaint.raised", "c2")}));
  EXPECT_THAT(steps(), Contains(asked)) << "the address comes back as it was";
  ASSERT_TRUE(forget(asked.task));
  EXPECT_THAT(ids(), ElementsAre("e2"));
}

TEST_F(ProfilesTasksTest, NothingOfThemCanBeReadOnTheDisk) {
  auto made = step("e1", "complaint.raised", "complaint-4711");
  made.text = "the strap broke";
  ASSERT_TRUE(note({}, {made}));
  stop();
  for (const auto* ending : {"", "-wal"}) {
    std::ifstream file(file_.string() + ending, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (const auto* words : {"strap", "complaint-4711", "complaint.raised"})
      EXPECT_EQ(bytes.find(words), std::string::npos) << words << ending;
  }
}

TEST(TaskStepDocumentTest, AnAnswerByPhoneNamesItsQuestion) {
  const TaskStep step{.id = "e",
                      .task = "t",
                      .time = {},
                      .type = "survey.answered",
                      .kind = "csat",
                      .score = 5,
                      .question = "visit"};
  const auto read = decode_task_step(encode_task_step(step));
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read.value(), step);
}

TEST(TaskStepDocumentTest, BytesThatAreNoneAreDamaged) {
  const auto whole = encode_task_step({.id = "e", .task = "t", .time = {}, .type = "task.taken"});
  ASSERT_TRUE(decode_task_step(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(decode_task_step(BytesView{whole}.first(size))) << size;
  auto other = whole;
  other[0] = 9;
  EXPECT_FALSE(decode_task_step(other));
}

}  // namespace
}  // namespace touchpoint::profiles
