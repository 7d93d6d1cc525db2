#include <gtest/gtest.h>

#include "sync/hub/device_facts.hpp"

namespace touchpoint::hub {
namespace {

sync::ReceivedEvent event(std::string type, std::string data) {
  sync::ReceivedEvent event;
  event.id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10";
  event.type = std::move(type);
  event.data = std::move(data);
  return event;
}

TEST(HubDeviceFactsTest, CollectionIsAStepOfAnOrderAndAVisit) {
  const auto fact = fact_of(
      event("touchpoint.order.collected", R"({"profile":"p","order_id":"W-1","staff":"giulia"})"),
      "milano-01");
  ASSERT_TRUE(fact);
  EXPECT_TRUE(fact->visit);
  EXPECT_EQ(fact->profile, "p");
  EXPECT_EQ(fact->fact.order->step, OrderStep::collected);
  EXPECT_EQ(fact->fact.experience->type, "order.collected");
  EXPECT_EQ(fact->fact.experience->source, "milano-01");
  EXPECT_EQ(fact->fact.experience->channel, "store");
}

TEST(HubDeviceFactsTest, AnswerOfAKnownCustomerIsAnExperienceOfTheKiosk) {
  const auto fact =
      fact_of(event("touchpoint.survey.answered", R"({"profile":"p","kind":"csat","score":4})"),
              "milano-01");
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->fact.experience->channel, "kiosk");
  EXPECT_EQ(fact->fact.experience->score, 4);
  EXPECT_EQ(fact->fact.experience->title, "csat");
}

TEST(HubDeviceFactsTest, AComplaintAndAPromiseKeepWordsSubjectAndTime) {
  const auto complaint =
      fact_of(event("touchpoint.complaint.raised",
                    R"({"profile":"p","complaint_id":"c","text":"The strap\nbroke"})"),
              "milano-01");
  ASSERT_TRUE(complaint);
  EXPECT_EQ(complaint->fact.experience->title, "The strap\nbroke");
  EXPECT_EQ(complaint->fact.experience->subject, "c");
  const auto promise =
      fact_of(event("touchpoint.task.opened",
                    R"({"profile":"p","task_id":"t","text":"x","due":"2026-03-02T10:00:00Z"})"),
              "milano-01");
  ASSERT_TRUE(promise);
  EXPECT_EQ(promise->fact.experience->due, from_rfc3339("2026-03-02T10:00:00Z"));
  const auto offer =
      fact_of(event("touchpoint.offer.declined",
                    R"({"profile":"p","offer_id":"o","products":[{"sku":"BLT-1","name":"Belt"}]})"),
              "milano-01");
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->fact.experience->items.at(0).sku, "BLT-1");
  EXPECT_FALSE(fact_of(event("touchpoint.complaint.raised", R"({"text":"anonymous"})"), "m"));
  const auto request = fact_of(
      event("touchpoint.rights.requested",
            R"({"profile":"p","request_id":"r","right":"access","due":"2026-04-02T10:00:00Z"})"),
      "milano-01");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->fact.experience->title, "access");
  EXPECT_EQ(request->fact.experience->subject, "r");
}

TEST(HubDeviceFactsTest, APartOfAnOrderIsAnExperienceAndNoStep) {
  const auto part = fact_of(event("touchpoint.order.partly_collected",
                                  R"({"profile":"p","order_id":"W-1","delegate":"Luca Neri",)"
                                  R"("products":[{"sku":"BLT-1","name":"Belt"}]})"),
                            "milano-01");
  ASSERT_TRUE(part);
  EXPECT_FALSE(part->fact.order);
  EXPECT_EQ(part->fact.experience->order_id, "W-1");
  EXPECT_EQ(part->fact.experience->items.at(0).sku, "BLT-1");
  EXPECT_EQ(part->fact.experience->title, "");
}

TEST(HubDeviceFactsTest, WhatStaffAskedWasAnsweredAtTheCounter) {
  const auto answer = fact_of(event("touchpoint.survey.answered",
                                    R"({"profile":"p","kind":"csat","score":2,"staff":"giulia"})"),
                              "milano-01");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->fact.experience->channel, "store");
}

TEST(HubDeviceFactsTest, RecognitionIsAVisitAndNoExperience) {
  const auto fact =
      fact_of(event("touchpoint.customer.recognised", R"({"profile":"p"})"), "milano-01");
  ASSERT_TRUE(fact);
  EXPECT_TRUE(fact->visit);
  EXPECT_FALSE(fact->fact.experience);
}

TEST(HubDeviceFactsTest, RegistrationTellsWhoItIsAndWithWhichCard) {
  const auto fact = fact_of(event("touchpoint.customer.registered",
                                  R"({"profile":"p","given_name":"Carla","birth_date":"1979-11-23",
      "identifiers":[{"kind":"fax","value":"1"},7,{"kind":"loyalty","value":"2900500"},
      {"kind":"loyalty","value":"2900501"},{"kind":"email","value":"carla@example.org"}]})"),
                            "milano-01");
  ASSERT_TRUE(fact);
  EXPECT_TRUE(fact->registers);
  EXPECT_TRUE(fact->visit);
  EXPECT_FALSE(fact->fact.experience);
  EXPECT_EQ(fact->fact.card, "2900500");
  ASSERT_TRUE(fact->fact.traits);
  EXPECT_EQ(fact->fact.traits->given_name, "Carla");
  EXPECT_EQ(fact->fact.traits->birth_date, "1979-11-23");
  EXPECT_EQ(fact->fact.traits->email, "carla@example.org");
  EXPECT_EQ(fact->fact.traits->home_store, "milano-01");
}

TEST(HubDeviceFactsTest, WhatSaysNothingOfACustomerIsNoFact) {
  EXPECT_FALSE(fact_of(event("touchpoint.agent.started", R"({"version":"1"})"), "milano-01"));
  EXPECT_FALSE(fact_of(event("touchpoint.survey.answered", R"({"score":4})"), "milano-01"));
  EXPECT_FALSE(fact_of(event("touchpoint.order.collected", "{}"), "milano-01"));
  EXPECT_FALSE(fact_of(event("com.example.thing", R"({"profile":"p"})"), "milano-01"));
}

TEST(HubDeviceFactsTest, AConsentIsOneAndAnExperience) {
  const auto given = fact_of(
      event("touchpoint.consent.given", R"({"profile":"p","purpose":"marketing"})"), "milano-01");
  ASSERT_TRUE(given);
  ASSERT_EQ(given->fact.consents.size(), 1U);
  EXPECT_TRUE(given->fact.consents[0].granted);
  EXPECT_EQ(given->fact.experience->subject, "marketing");
  const auto withdrawn =
      fact_of(event("touchpoint.consent.withdrawn", R"({"profile":"p","purpose":"marketing"})"),
              "milano-01");
  ASSERT_TRUE(withdrawn);
  EXPECT_FALSE(withdrawn->fact.consents.at(0).granted);
  EXPECT_FALSE(fact_of(event("touchpoint.consent.given", R"({"profile":"p"})"), "m"));
  EXPECT_FALSE(fact_of(event("touchpoint.consent.given", R"({"purpose":"marketing"})"), "m"));
}

}  // namespace
}  // namespace touchpoint::hub
