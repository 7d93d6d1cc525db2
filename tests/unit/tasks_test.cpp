#include "journey/tasks.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace touchpoint::journey {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNoon{std::chrono::milliseconds{1'775'000'000'000}};

TaskStep step(std::string id, std::string type, std::string task, std::chrono::minutes after,
              std::string staff = {}) {
  TaskStep made{.id = std::move(id), .task = std::move(task), .time = kNoon + after, .type = {}};
  made.type = std::move(type);
  made.staff = std::move(staff);
  return made;
}
TaskStep answer(std::string id, std::string visit, std::string kind, int score) {
  auto made = step(std::move(id), "survey.answered", std::move(visit), 0min);
  made.kind = std::move(kind);
  made.score = score;
  return made;
}
TaskStep said(std::string id, std::string visit, std::string words) {
  auto made = step(std::move(id), "survey.answered", std::move(visit), 1min);
  made.kind = "text";
  made.text = std::move(words);
  return made;
}
TaskStep undoing(std::string id, std::string what, std::chrono::minutes after) {
  auto made = step(std::move(id), "interaction.undone", "", after);
  made.undoes = std::move(what);
  return made;
}

TEST(TasksTest, EachKindIsOpenedByItsEvent) {
  const auto tasks = tasks_of(
      {step("1", "complaint.raised", "c", 0min, "giulia"), step("2", "task.opened", "t", 1min),
       step("3", "manager.called", "3", 2min), answer("4", "v", "nps", 6)},
      {});
  ASSERT_EQ(tasks.size(), 4U);
  EXPECT_EQ(tasks[0].kind, TaskKind::call) << "somebody waits for the manager";
  EXPECT_EQ(tasks[1].kind, TaskKind::complaint);
  EXPECT_EQ(tasks[1].staff, "giulia");
  EXPECT_EQ(tasks[2].kind, TaskKind::answer);
  EXPECT_EQ(tasks[2].score, 6);
  EXPECT_EQ(tasks[3].kind, TaskKind::promise);
}

TaskStep asked(std::string id, std::string visit, std::string text) {
  auto made = step(std::move(id), "task.opened", std::move(visit), 2min);
  made.kind = "email";
  made.address = "anna@example.org";
  made.text = std::move(text);
  made.due = kNoon + 48h;
  return made;
}

TEST(TasksTest, ACustomerWhoWasPromisedAnAnswerWaitsForIt) {
  const auto tasks =
      tasks_of({said("1", "v", "Too dark"), asked("2", "v", "Say more: Too dark")}, {});
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].kind, TaskKind::promise);
  EXPECT_EQ(tasks[0].text, "Say more: Too dark") << "said once";
  EXPECT_EQ(tasks[0].due, kNoon + 48h);
  ASSERT_TRUE(tasks[0].reply);
  EXPECT_EQ(tasks[0].reply->channel, "email");
  EXPECT_EQ(tasks[0].reply->address, "anna@example.org");
}

TEST(TasksTest, WhoeverIsUnhappyAndWasPromisedAnAnswerIsOneTask) {
  const auto tasks = tasks_of({asked("3", "v", "2 of 10, Too dark"), answer("1", "v", "nps", 2),
                               said("2", "v", "Too dark"), step("4", "task.completed", "v", 9min)},
                              {});
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].kind, TaskKind::answer);
  EXPECT_EQ(tasks[0].score, 2);
  EXPECT_EQ(tasks[0].scale, "nps");
  EXPECT_EQ(tasks[0].text, "2 of 10, Too dark");
  EXPECT_EQ(tasks[0].due, kNoon + 48h);
  EXPECT_TRUE(tasks[0].reply && tasks[0].closed);
}

TEST(TasksTest, WhoeverIsHereForAnOrderWaitsUntilItIsHandedOver) {
  auto here = step("1", "collection.announced", "order:W-1", 0min);
  here.text = "w-1";
  const auto waits = tasks_of({here, step("2", "complaint.raised", "c", -60min)}, {});
  ASSERT_EQ(waits.size(), 2U);
  EXPECT_EQ(waits[0].kind, TaskKind::collection) << "somebody stands there";
  EXPECT_EQ(waits[0].text, "w-1");
  EXPECT_FALSE(waits[0].closed);
  const auto handed = step("3", "order.collected", "order:W-1", 4min, "giulia");
  const auto served = tasks_of({handed, here}, {});
  ASSERT_EQ(served.size(), 1U);
  ASSERT_TRUE(served[0].closed);
  EXPECT_EQ(served[0].closed->by, "giulia");
  EXPECT_EQ(served[0].closed->at - served[0].opened, 4min);
  EXPECT_EQ(tasks_of({handed}, {}).size(), 0U) << "nobody had said that they wait";
}

TEST(TasksTest, WhoeverComesForTheRestWaitsAgain) {
  const auto here = step("1", "collection.announced", "order:W-1", 0min);
  const auto part = step("2", "order.partly_collected", "order:W-1", 5min, "giulia");
  const auto again = step("3", "collection.announced", "order:W-1", 90min);
  const auto twice = tasks_of({again, part, here}, {});
  ASSERT_EQ(twice.size(), 1U);
  EXPECT_FALSE(twice[0].closed);
  EXPECT_EQ(twice[0].opened, kNoon + 90min);
  const auto impatient = tasks_of({here, step("4", "collection.announced", "order:W-1", 2min)}, {});
  EXPECT_EQ(impatient[0].opened, kNoon) << "they have waited since they said so first";
}

TEST(TasksTest, AnAnswerIsOneOnlyIfItIsLow) {
  const auto count = [](const TaskStep& one, const LowScores& low) {
    return tasks_of({one}, low).size();
  };
  EXPECT_EQ(count(answer("1", "v", "nps", 7), {}), 0U);
  EXPECT_EQ(count(answer("1", "v", "nps", 7), {.nps = 8}), 1U);
  EXPECT_EQ(count(answer("1", "v", "csat", 2), {}), 1U);
  EXPECT_EQ(count(answer("1", "v", "ces", 3), {}), 0U);
  EXPECT_EQ(count(answer("1", "v", "rating", 0), {}), 0U) << "nobody said what is low there";
}

TEST(TasksTest, WhatElseWasSaidInThatVisitBelongsToIt) {
  const auto tasks = tasks_of({answer("1", "v", "csat", 1), said("2", "v", "queue"),
                               said("3", "v", "too long"), said("4", "other", "lovely")},
                              {});
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].text, "queue · too long");
}

TEST(TasksTest, ItIsTakenHandedOverAndEnded) {
  std::vector steps{step("1", "complaint.raised", "c", 0min),
                    step("2", "task.taken", "c", 4min, "giulia"),
                    step("3", "task.taken", "c", 90min, "marco")};
  auto tasks = tasks_of(steps, {});
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].taken->by, "marco");
  EXPECT_EQ(tasks[0].taken->at, kNoon + 90min);
  EXPECT_EQ(tasks[0].reacted, kNoon + 4min) << "the first who did something";
  EXPECT_FALSE(tasks[0].closed);

  auto end = step("4", "complaint.answered", "c", 95min, "marco");
  end.text = "a new strap";
  steps.push_back(end);
  tasks = tasks_of(steps, {});
  ASSERT_TRUE(tasks[0].closed);
  EXPECT_EQ(tasks[0].closed->by, "marco");
  EXPECT_EQ(tasks[0].closed->text, "a new strap");
}

TEST(TasksTest, WhatWasUndoneCountsForNothing) {
  std::vector steps{step("1", "task.opened", "t", 0min),
                    step("2", "task.completed", "t", 5min, "giulia"), undoing("3", "2", 6min)};
  ASSERT_EQ(tasks_of(steps, {}).size(), 1U);
  EXPECT_FALSE(tasks_of(steps, {})[0].closed);
  EXPECT_FALSE(tasks_of(steps, {})[0].reacted);
  steps.push_back(undoing("4", "1", 7min));
  EXPECT_TRUE(tasks_of(steps, {}).empty());
}

TEST(TasksTest, StepsOfWhatNobodyOpenedAreNone) {
  EXPECT_TRUE(tasks_of({step("1", "task.taken", "t", 0min), said("2", "v", "fine")}, {}).empty());
}

TEST(TasksTest, TheMostUrgentIsFirstAndTheClosedAreLast) {
  auto tomorrow = step("1", "task.opened", "tomorrow", 0min);
  tomorrow.due = kNoon + 24h;
  auto soon = step("2", "task.opened", "soon", 1min);
  soon.due = kNoon + 30min;
  const auto tasks =
      tasks_of({tomorrow, soon, step("3", "complaint.raised", "waits", 10min),
                step("4", "manager.called", "4", 50min), step("5", "task.opened", "early", 0min),
                step("6", "task.completed", "early", 20min), step("7", "task.opened", "late", 0min),
                step("8", "task.cancelled", "late", 40min)},
               {});
  std::vector<std::string> order;
  for (const auto& task : tasks)
    order.push_back(task.id);
  EXPECT_EQ(order, (std::vector<std::string>{"4", "waits", "soon", "tomorrow", "late", "early"}));
}

TEST(TasksTest, AnyOrderAndAnyNumberOfTheSameStepsGiveTheSame) {
  const std::vector steps{step("1", "complaint.raised", "c", 0min),
                          step("2", "task.taken", "c", 4min, "giulia"),
                          step("3", "complaint.answered", "c", 9min, "giulia"),
                          undoing("4", "3", 10min),
                          answer("5", "v", "nps", 2),
                          said("6", "v", "cold"),
                          said("7", "v", "dark"),
                          step("8", "task.taken", "c", 30min, "marco"),
                          step("9", "task.taken", "v", 31min, "marco")};
  const auto expected = tasks_of(steps, {});
  ASSERT_EQ(expected.size(), 2U);
  std::mt19937 random{7};
  for (int round = 0; round < 200; ++round) {
    auto shuffled = steps;
    for (int again = 0; again < 3; ++again)
      shuffled.push_back(steps[random() % steps.size()]);
    std::ranges::shuffle(shuffled, random);
    ASSERT_EQ(tasks_of(shuffled, {}), expected);
  }
}

}  // namespace
}  // namespace touchpoint::journey
