// Staff are asked of their work once each, and what they answer goes on without their name.
#include <gmock/gmock.h>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kPath = "/v1/staff/survey";

class VoicesTest : public WebTest {
 protected:
  Reply say(std::string_view answers, std::string_view version = "2") {
    return ask(as_staff(post("counter.localhost", kPath,
                             R"({"survey":"work","version":)" + std::string(version) +
                                 R"(,"answers":[)" + std::string(answers) + "]}")));
  }
  Reply look() { return ask(as_staff(request(Method::get, "counter.localhost", kPath))); }
};

TEST_F(VoicesTest, AreAskedForWithTheMinimumAndWhetherTheyHaveAnswered) {
  const auto before = look();
  EXPECT_EQ(before.status, 200);
  EXPECT_THAT(before.body, HasSubstr(R"("answered":false,"postponed":false,"minimum_group":5)"));
  EXPECT_THAT(before.body, HasSubstr(R"("kind":"enps")"));
  EXPECT_EQ(say(R"({"question":"recommend","score":9})").status, 204);
  EXPECT_THAT(look().body, HasSubstr(R"("answered":true)"));
}

TEST_F(VoicesTest, AreTakenOnceAndWithoutAName) {
  EXPECT_EQ(say(R"({"question":"recommend","score":9},{"question":"better","choices":["tools"]},)"
                R"({"question":"tell","text":"Turni"})")
                .status,
            204);
  ASSERT_THAT(device_.voices, SizeIs(3));
  EXPECT_EQ(device_.voices[0].answer, R"("score":9)");
  EXPECT_EQ(device_.voices[0].kind, "enps");
  EXPECT_EQ(device_.voices[1].answer, R"("choices":["tools"])");
  EXPECT_EQ(device_.voices[2].answer, R"("text":"Turni")");
  const auto again = say(R"({"question":"recommend","score":0})");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.error(), "already_answered");
  EXPECT_THAT(device_.voices, SizeIs(3));
  for (const auto& event : device_.events)
    EXPECT_THAT(event.type, Not(HasSubstr("survey"))) << "nothing is recorded of who answered";
}

struct VoiceCase {
  std::string_view answers;
  int status;
  std::string_view error;
};
TEST_F(VoicesTest, WhatWasNotAskedIsRefused) {
  for (const auto& [answers, status, error] : {
           VoiceCase{"", 422, "bad_answers"},
           VoiceCase{R"({"question":"other","score":1})", 422, "not_asked"},
           VoiceCase{R"({"question":"recommend","score":11})", 422, "out_of_range"},
           VoiceCase{R"({"question":"recommend","score":1},{"question":"recommend","score":2})",
                     422, "answered_twice"},
           VoiceCase{R"({"question":"recommend","text":"9"})", 400, "unknown_member"},
           VoiceCase{R"({"question":"recommend","score":1,"staff":"giulia"})", 400,
                     "unknown_member"},
           VoiceCase{R"({"question":"better","choices":["money"]})", 422, "not_offered"},
           VoiceCase{R"({"question":"tell","text":"  "})", 422, "empty"},
           VoiceCase{R"({"question":"tell","text":"4111 1111 1111 1111"})", 422,
                     "forbidden_content"},
       }) {
    const auto refused = say(answers);
    EXPECT_EQ(refused.status, status) << answers;
    EXPECT_EQ(refused.error(), error) << answers;
  }
  EXPECT_EQ(say(R"({"question":"recommend","score":1})", "1").error(), "other_survey");
  EXPECT_THAT(device_.voices, IsEmpty());
  EXPECT_THAT(device_.have_answered, IsEmpty());
}

TEST_F(VoicesTest, MayBePutOff) {
  EXPECT_EQ(ask(as_staff(post("counter.localhost", "/v1/staff/survey/later", "{}"))).status, 204);
  EXPECT_THAT(look().body, HasSubstr(R"("answered":false,"postponed":true)"));
}

TEST_F(VoicesTest, ADeviceThatAsksNothingSaysSo) {
  bare_ = true;
  restart();
  EXPECT_EQ(look().body, R"({"asked":false})");
  EXPECT_EQ(say(R"({"question":"recommend","score":1})").status, 404);
}

TEST_F(VoicesTest, AreNotThankedForWhenTheDiskTakesNothing) {
  EXPECT_EQ(look().status, 200);
  device_.failure = retry_later("the disk is full");
  const auto refused = say(R"({"question":"recommend","score":1})");
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(device_.have_answered, IsEmpty());
}

}  // namespace
}  // namespace touchpoint::web
