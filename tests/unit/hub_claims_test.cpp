// What somebody answered at a kiosk, and whose they say it is.
#include <gmock/gmock.h>

#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kVisit = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";
constexpr std::string_view kOther = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2bff";

class HubClaimsTest : public HubStoreTest {
 protected:
  HubClaimsTest() : shop_(add_source("shop")), journal_(new_journal()) {
    enrol(till_);
    call(shop_, CallKind::identify, R"({"userId":"2950000000017","traits":{"firstName":"Anna"}})");
    call(shop_, CallKind::track,
         R"({"userId":"2950000000017","event":"Order Completed","timestamp":"2025-01-01T00:00:00Z",
         "properties":{"order_id":"W-1","fulfilment":"collect","store":"milano-01"}})");
  }

  void record(const std::string& type, const std::string& data) {
    journal_.write("touchpoint." + type, data);
    const auto sent = send(journal_, journal_.rows.size(), journal_.rows.size());
    ASSERT_TRUE(sent) << sent.error().sentence();
    EXPECT_EQ(sent.value().refused, 0);
  }
  void answer(int score, std::string_view visit = kVisit) {
    record("survey.answered", R"({"kind":"nps","score":)" + std::to_string(score) +
                                  R"(,"response":")" + std::string(visit) + "\"}");
  }
  void claim(std::string_view kind, std::string_view value, std::string_view visit = kVisit) {
    record("answers.claimed", R"({"response":")" + std::string(visit) +
                                  R"(","text_version":"1","identifiers":[{"kind":")" +
                                  std::string(kind) + R"(","value":")" + std::string(value) +
                                  "\"}]}");
  }
  void release() { record("answers.released", R"({"response":")" + std::string(kVisit) + "\"}"); }

  // What the store is told of Anna's answers, the newest first.
  std::vector<std::string> story() {
    std::vector<std::string> all;
    const auto page = pull();
    for (const auto& one : page.profiles.at(0).history) {
      if (one.type.starts_with("order")) continue;
      all.push_back(one.score ? std::to_string(*one.score) : one.type);
    }
    std::ranges::sort(all);
    return all;
  }

  Source shop_;
  FakeJournal journal_;
};

TEST_F(HubClaimsTest, AnswersAreNobodysUntilTheirGiverSaysSo) {
  answer(3);
  answer(9, kOther);
  EXPECT_THAT(story(), IsEmpty());
  claim("loyalty", "2950000000017");
  EXPECT_THAT(story(), ElementsAre("3", "answers.claimed"));
  answer(4);
  answer(8, kOther);
  EXPECT_THAT(story(), ElementsAre("3", "4", "answers.claimed")) << "who goes back and changes it";
  restart();
  answer(5);
  EXPECT_THAT(story(), ElementsAre("3", "4", "5", "answers.claimed"));
}

TEST_F(HubClaimsTest, ANumberOfAnOrderSaysWhoseItIs) {
  answer(3);
  claim("order", "W-1");
  EXPECT_THAT(story(), ElementsAre("3", "answers.claimed"));
}

TEST_F(HubClaimsTest, WhatLeadsToNobodyTiesNothing) {
  answer(3);
  claim("loyalty", "2950000000024");
  EXPECT_THAT(story(), IsEmpty());
  claim("email", "anna@example.org");
  claim("phone", "+390212345");
  record("answers.claimed", R"({"response":"no visit","identifiers":[]})");
  record("answers.claimed", R"({"response":")" + std::string(kVisit) + R"("})");
  EXPECT_THAT(story(), IsEmpty());
  claim("loyalty", "2950000000017");
  EXPECT_THAT(story(), ElementsAre("3", "answers.claimed")) << "the wrong code was first";
}

TEST_F(HubClaimsTest, WhoTakesItBackIsUntied) {
  answer(3);
  claim("loyalty", "2950000000017");
  const auto before = pull().profiles.at(0).version;
  release();
  EXPECT_THAT(story(), IsEmpty());
  EXPECT_GT(pull().profiles.at(0).version, before) << "stores are told";
  answer(4);
  EXPECT_THAT(story(), IsEmpty());
}

TEST_F(HubClaimsTest, TheFirstClaimOfAVisitCounts) {
  call(shop_, CallKind::identify, R"({"userId":"2950000000031","traits":{"firstName":"Berta"}})");
  answer(3);
  claim("loyalty", "2950000000017");
  claim("loyalty", "2950000000031");
  for (const auto& profile : pull().profiles) {
    if (profile.given_name != "Berta") continue;
    EXPECT_THAT(profile.history, IsEmpty());
  }
}

}  // namespace
}  // namespace touchpoint::hub
