#include "sync/codec/effect.hpp"

#include <gtest/gtest.h>

namespace touchpoint::sync {
namespace {

constexpr auto kProfile = R"("profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10")";

NewEvent event(std::string type, std::string members) {
  return {.id = {},
          .type = std::move(type),
          .time = {},
          .actor = Actor::employee,
          .touchpoint = "counter-1",
          .data = "{" + members + "}"};
}

TEST(EffectTest, ACollectionTakesTheOrderOffTheCard) {
  const auto effect = effect_of(
      event("touchpoint.order.collected", std::string(kProfile) + R"(,"order_id":"W-1043")"),
      "milano-01");
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->becomes, OrderStatus::collected);
  EXPECT_EQ(effect->experience.order_id, "W-1043");
  EXPECT_EQ(effect->experience.type, "order.collected");
  EXPECT_EQ(effect->experience.source, "milano-01");
  EXPECT_TRUE(effect->experience.here);
}

TEST(EffectTest, APartOfAnOrderLeavesItOpen) {
  const auto effect =
      effect_of(event("touchpoint.order.partly_collected",
                      std::string(kProfile) + R"(,"order_id":"W-1043","delegate":"Luca Neri",)"
                                              R"("products":[{"sku":"BLT-01","name":"Belt"}])"),
                "milano-01");
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->becomes, std::nullopt);
  EXPECT_EQ(effect->experience.items.at(0).sku, "BLT-01");
  EXPECT_EQ(effect->experience.title, "") << "who came instead is nobody else's to read";
}

TEST(EffectTest, ASaleIsInTheTimelineWithItsArticles) {
  const auto effect = effect_of(
      event("touchpoint.order.completed",
            std::string(kProfile) +
                R"(,"order_id":"S-1","total":39,"currency":"EUR",)"
                R"("products":[{"sku":"BLT-01","name":"Belt","quantity":2,"price":19.5}])"),
      "milano-01");
  ASSERT_TRUE(effect);
  ASSERT_EQ(effect->experience.items.size(), 1U);
  EXPECT_EQ(effect->experience.items[0].quantity, 2);
  EXPECT_EQ(effect->experience.total, 39);
  EXPECT_EQ(effect->becomes, OrderStatus::collected) << "a sale leaves nothing to collect";
}

TEST(EffectTest, WhatBelongsTogetherSharesASubject) {
  struct Case {
    const char* type;
    const char* members;
    const char* subject;
    const char* title;
  };
  for (const auto& each : {
           Case{"complaint.raised", R"("complaint_id":"c","text":"broke")", "c", "broke"},
           Case{"complaint.answered", R"("complaint_id":"c")", "c", ""},
           Case{"complaint.withdrawn", R"("complaint_id":"c")", "c", ""},
           Case{"offer.declined", R"("offer_id":"o","products":[{"name":"Belt"}])", "o", ""},
           Case{"task.completed", R"("task_id":"t","text":"called")", "t", "called"},
           Case{"interaction.undone", R"("undoes":"e")", "e", ""},
           Case{"rights.requested", R"("request_id":"r","right":"erasure","text":"all")", "r",
                "erasure"},
           Case{"consultation.given", R"("text":"which size")", "", "which size"},
           Case{"order.refunded", R"("order_id":"W-1","reason":"size")", "", "size"},
       }) {
    const auto effect = effect_of(
        event(std::string("touchpoint.") + each.type, std::string(kProfile) + "," + each.members),
        "milano-01");
    ASSERT_TRUE(effect) << each.type;
    EXPECT_EQ(effect->experience.subject, each.subject) << each.type;
    EXPECT_EQ(effect->experience.title, each.title) << each.type;
  }
}

TEST(EffectTest, APromiseHasATime) {
  const auto effect = effect_of(
      event("touchpoint.task.opened", std::string(kProfile) + R"(,"task_id":"t","text":"call",)"
                                                              R"("due":"2026-03-02T10:00:00Z")"),
      "milano-01");
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->experience.due, from_rfc3339("2026-03-02T10:00:00Z"));
}

TEST(EffectTest, ANoteKeepsItsTextAndAnAnswerItsScore) {
  EXPECT_EQ(
      effect_of(event("touchpoint.note.added", std::string(kProfile) + R"(,"text":"Left-handed")"),
                "milano-01")
          ->experience.title,
      "Left-handed");
  const auto answer = effect_of(
      event("touchpoint.survey.answered", std::string(kProfile) + R"(,"kind":"nps","score":9)"),
      "milano-01");
  EXPECT_EQ(answer->experience.score, 9);
  EXPECT_EQ(answer->experience.channel, "kiosk");
  const auto asked =
      effect_of(event("touchpoint.survey.answered",
                      std::string(kProfile) + R"(,"kind":"nps","score":9,"staff":"giulia")"),
                "milano-01");
  EXPECT_EQ(asked->experience.channel, "store") << "staff asked at the counter";
  const auto chosen =
      effect_of(event("touchpoint.survey.answered",
                      std::string(kProfile) + R"(,"kind":"choices","choices":["wait","price"])"),
                "milano-01");
  EXPECT_EQ(chosen->experience.title, "wait, price");
}

TEST(EffectTest, WhatConcernsNobodyHasNoEffect) {
  EXPECT_FALSE(effect_of(event("touchpoint.note.added", R"("text":"The lamp is broken")"), "s"));
  EXPECT_FALSE(effect_of(event("touchpoint.note.added", R"("profile":"nobody","text":"x")"), "s"));
  EXPECT_FALSE(effect_of(
      event("touchpoint.complaint.raised", R"("complaint_id":"c","text":"x","order_id":"W-1")"),
      "s"))
      << "an anonymous complaint is nobody's, though it names an order";
  EXPECT_FALSE(effect_of(event("touchpoint.profile.viewed", kProfile), "s"));
  EXPECT_FALSE(effect_of(event("touchpoint.lamp.switched", kProfile), "s"));
}

TEST(EffectTest, ARegistrationIsSomebodyNewAndNoExperience) {
  const auto effect =
      effect_of(event("touchpoint.customer.registered",
                      std::string(kProfile) +
                          R"(,"given_name":"Irene","birth_date":"1984-03-07","identifiers":[)"
                          R"({"kind":"loyalty","value":"2900700"},{"kind":"later","value":"x"}])"),
                "milano-01");
  ASSERT_TRUE(effect);
  ASSERT_TRUE(effect->registers);
  EXPECT_EQ(effect->registers->given_name, "Irene");
  EXPECT_TRUE(effect->registers->here);
  ASSERT_EQ(effect->registers->identifiers.size(), 1U) << "kinds of later versions are passed over";
  EXPECT_EQ(effect->experience.type, "");
  EXPECT_FALSE(effect_of(event("touchpoint.customer.registered", R"("given_name":"I")"), "m"));
}

TEST(EffectTest, AConsentIsAboutItsPurpose) {
  for (const auto* type : {"consent.given", "consent.withdrawn"}) {
    const auto effect = effect_of(event("touchpoint." + std::string(type),
                                        std::string(kProfile) + R"(,"purpose":"marketing")"),
                                  "milano-01");
    ASSERT_TRUE(effect);
    EXPECT_EQ(effect->experience.type, type);
    EXPECT_EQ(effect->experience.subject, "marketing");
  }
}

}  // namespace
}  // namespace touchpoint::sync
