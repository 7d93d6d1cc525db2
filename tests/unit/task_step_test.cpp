#include "sync/codec/task_step.hpp"

#include <gtest/gtest.h>

#include "sync/codec/profile_json.hpp"

namespace touchpoint::sync {
namespace {

constexpr WallTime kNoon{std::chrono::milliseconds{1'775'000'000'000}};
constexpr std::string_view kVisit = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";

std::optional<TaskStep> step_of(std::string_view type, std::string_view data) {
  return task_step_of({.id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10",
                       .type = type,
                       .time = kNoon,
                       .device = "milano-01-pos-3",
                       .touchpoint = "kiosk-1",
                       .data = data});
}

TEST(TaskStepTest, AComplaintsStepsShareItsId) {
  for (const auto* type : {"touchpoint.complaint.raised", "touchpoint.complaint.answered",
                           "touchpoint.complaint.withdrawn"}) {
    const auto step = step_of(type, R"({"complaint_id":"c1","text":"strap","staff":"giulia"})");
    ASSERT_TRUE(step) << type;
    EXPECT_EQ(step->task, "c1");
    EXPECT_EQ(step->staff, "giulia");
    EXPECT_EQ(step->device, "milano-01-pos-3");
  }
}

TEST(TaskStepTest, ACollectionIsTheOrdersHoweverItsNumberIsWritten) {
  const auto here = step_of("touchpoint.collection.announced", R"({"order_id":"w-1043"})");
  const auto handed = step_of("touchpoint.order.collected", R"({"order_id":"W-1043"})");
  ASSERT_TRUE(here && handed);
  EXPECT_EQ(here->task, "order:W-1043");
  EXPECT_EQ(here->text, "w-1043");
  EXPECT_EQ(handed->task, here->task);
  EXPECT_FALSE(only_follows(*here));
  EXPECT_TRUE(only_follows(*handed));
}

TEST(TaskStepTest, ACallIsItsOwnTask) {
  const auto step = step_of("touchpoint.manager.called", R"({"staff":"giulia"})");
  ASSERT_TRUE(step);
  EXPECT_EQ(step->task, step->id);
}

TEST(TaskStepTest, ARequestAboutSomebodysDataSaysWhichRight) {
  const auto step =
      step_of("touchpoint.rights.requested",
              R"({"request_id":"r1","right":"erasure","due":"2026-04-02T21:59:59Z"})");
  ASSERT_TRUE(step);
  EXPECT_EQ(step->task, "r1");
  EXPECT_EQ(step->kind, "erasure");
  EXPECT_EQ(step->due, from_rfc3339("2026-04-02T21:59:59Z"));
}

TEST(TaskStepTest, WhoeverAsksForAnAnswerSaysWhere) {
  const auto step = step_of("touchpoint.task.opened",
                            R"({"task_id":")" + std::string(kVisit) +
                                R"(","text":"2","channel":"phone","address":"+39 02 1234567"})");
  ASSERT_TRUE(step);
  EXPECT_EQ(step->task, kVisit);
  EXPECT_EQ(step->kind, "phone");
  EXPECT_EQ(step->address, "+39 02 1234567");
  const auto back = task_step_from_json(to_json(*step));
  ASSERT_TRUE(back);
  EXPECT_EQ(back.value(), *step);
}

TEST(TaskStepTest, TheAnswersOfAVisitShareIt) {
  const auto score =
      step_of("touchpoint.survey.answered",
              R"({"kind":"csat","score":1,"response":")" + std::string(kVisit) + R"("})");
  ASSERT_TRUE(score);
  EXPECT_EQ(score->task, kVisit);
  EXPECT_EQ(score->kind, "csat");
  EXPECT_EQ(score->score, 1);
  const auto chosen =
      step_of("touchpoint.survey.answered", R"({"kind":"choices","choices":["queue","price"]})");
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->text, "queue, price");
  EXPECT_EQ(chosen->task, chosen->id) << "an older page names no visit";
}

TEST(TaskStepTest, WhatStaffAskedACustomerIsNone) {
  EXPECT_FALSE(
      step_of("touchpoint.survey.answered", R"({"kind":"nps","score":0,"staff":"giulia"})"));
}

TEST(TaskStepTest, AnUndoingNamesWhatItUndoesAndNoTask) {
  const auto step = step_of("touchpoint.interaction.undone", R"({"undoes":"e1"})");
  ASSERT_TRUE(step);
  EXPECT_EQ(step->undoes, "e1");
  EXPECT_TRUE(step->task.empty());
}

TEST(TaskStepTest, OtherEventsAreNone) {
  EXPECT_FALSE(step_of("touchpoint.note.added", R"({"text":"x"})"));
  EXPECT_FALSE(step_of("touchpoint.complaint.raised", "[]"));
  EXPECT_FALSE(step_of("complaint.raised", R"({"complaint_id":"c1"})"));
  EXPECT_FALSE(step_of("touchpoint.complaint.raised", R"({"complaint_id":"c1","profile":"x"})"));
}

TEST(TaskStepTest, ItComesDownInAPageAsItIs) {
  ChangePage page;
  page.epoch = "e";
  page.task_steps.push_back(*step_of(
      "touchpoint.task.opened",
      R"({"task_id":"t1","text":"call back","owner":"giulia","due":"2026-04-01T10:00:00.000Z"})"));
  page.task_steps.push_back(*step_of("touchpoint.interaction.undone", R"({"undoes":"e1"})"));
  page.task_steps.push_back(*step_of("touchpoint.survey.answered", R"({"kind":"nps","score":0})"));
  const auto read = page_from_json(to_json(page));
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read.value().task_steps, page.task_steps);
}

TEST(TaskStepTest, AStepThatIsNoneIsPassedOver) {
  const auto page = page_from_json(
      R"({"epoch":"e","since":0,"through":1,"more":false,"as_of":"2026-04-01T10:00:00.000Z",)"
      R"("profiles":[],"gone":[],"task_steps":[{"id":"1","type":"task.taken"},{"id":"2","task":"t",)"
      R"("time":"2026-04-01T10:00:00.000Z","type":"task.taken","new":1}]})");
  ASSERT_TRUE(page) << page.error().sentence();
  ASSERT_EQ(page.value().task_steps.size(), 1U);
  EXPECT_EQ(page.value().task_steps[0].id, "2");
}

TEST(TaskStepTest, ReadsBackWhatItWrites) {
  const auto taken =
      step_of("touchpoint.task.taken", R"({"task_id":"t1","staff":"giulia","text":"Two\nlines"})");
  const auto undone = step_of("touchpoint.interaction.undone", R"({"undoes":"e1"})");
  for (const auto& step : {taken, undone}) {
    ASSERT_TRUE(step);
    const auto again = task_step_from_json(to_json(*step));
    ASSERT_TRUE(again) << again.error().sentence();
    EXPECT_EQ(again.value(), *step);
  }
}

TEST(TaskStepTest, RefusesPoison) {
  for (const std::string text :
       {"", "null", "[]", "{}", R"({"id":"e1","task":"t1"})", R"({"id":"e1","time":"today"})",
        R"({"id":"e1","task":"t1","undoes":"e2","time":"2026-03-02T10:41:07.120Z"})",
        R"({"id":1,"task":"t1","time":"2026-03-02T10:41:07.120Z"})"}) {
    EXPECT_FALSE(task_step_from_json(text)) << text;
  }
}

}  // namespace
}  // namespace touchpoint::sync
