#include <gtest/gtest.h>

#include "sync/hub/source_calls.hpp"

namespace touchpoint::hub {
namespace {

const WallTime kNow = *from_rfc3339("2026-03-02T10:00:00Z");

Result<SourceCalls> read(CallKind kind, std::string_view body) {
  return read_calls(kind, body, {"shop", "IT"}, kNow);
}
SourceCall one(CallKind kind, std::string_view body) {
  auto calls = read(kind, body);
  EXPECT_TRUE(calls) << calls.error().sentence();
  return calls.value().calls.at(0);
}

TEST(HubSourceCallsTest, ABrowserIsNamedUnlessATemplateWasFilledBadly) {
  EXPECT_EQ(one(CallKind::page, R"({"anonymousId":"b-1","name":"home"})").anonymous_id, "b-1");
  EXPECT_EQ(one(CallKind::page, R"({"anonymousId":"undefined"})").anonymous_id, "");
  EXPECT_EQ(one(CallKind::page, R"({"anonymousId":")" + std::string(300, 'b') + "\"}").anonymous_id,
            "");
}

TEST(HubSourceCallsTest, IdentifyTellsTraitsAndConsents) {
  const auto call = one(CallKind::identify, R"({"userId":"2900417","messageId":"m",
      "timestamp":"2026-03-01T09:00:00+01:00",
      "traits":{"firstName":"Anna","lastName":"Bianchi","title":"Sig.ra","email":"a@example.org",
      "phone":"+39 02 1234567","locale":"it_IT","channel":"email",
      "birthday":"1984-03-07T00:00:00Z","address":{"postalCode":" 20121 "},
      "createdAt":"2019-05-02T00:00:00Z","home_store":"milano-01","password":"x"},
      "context":{"consent":{"categoryPreferences":{"marketing":false,"profiling":true,"n":1}}}})");
  EXPECT_TRUE(call.identifies);
  EXPECT_EQ(call.user_id, "2900417");
  ASSERT_TRUE(call.fact.traits);
  EXPECT_EQ(call.fact.traits->form_of_address, "Sig.ra");
  EXPECT_EQ(call.fact.traits->language, "it-IT");
  EXPECT_EQ(call.fact.traits->birth_date, "1984-03-07");
  EXPECT_EQ(call.fact.traits->postal_code, "20121");
  EXPECT_EQ(call.fact.traits->home_store, "milano-01");
  ASSERT_EQ(call.fact.consents.size(), 2U);
  EXPECT_EQ(call.fact.consents[0].purpose, "marketing");
  EXPECT_FALSE(call.fact.consents[0].granted);
  EXPECT_EQ(to_rfc3339(call.fact.consents[0].at), "2026-03-01T08:00:00.000Z");
}

TEST(HubSourceCallsTest, OrderCompletedIsAnOrderAndAnExperience) {
  const auto call = one(CallKind::track, R"({"userId":17,"event":"Order Completed","properties":{
      "order_id":"W-1043","total":"129.00","currency":"EUR","fulfilment":"collect",
      "store":"milano-01","products":[{"product_id":"BAG-7","name":"Brown bag","price":129}]}})");
  EXPECT_EQ(call.user_id, "17");
  ASSERT_TRUE(call.fact.order);
  EXPECT_EQ(call.fact.order->step, OrderStep::placed);
  EXPECT_EQ(call.fact.order->store, "milano-01");
  EXPECT_EQ(call.fact.experience->type, "order.completed");
  EXPECT_EQ(call.fact.experience->total, 129.0);
  EXPECT_EQ(call.fact.experience->items.at(0).sku, "BAG-7");
  EXPECT_EQ(call.fact.experience->channel, "web");
  EXPECT_EQ(call.fact.time, kNow);
}

TEST(HubSourceCallsTest, EmailAndPhoneArriveAsTheyAreCompared) {
  const auto traits = [](const std::string& json) {
    return *one(CallKind::identify, R"({"userId":"17","traits":)" + json + "}").fact.traits;
  };
  const auto typed = traits(R"({"email":"Anna.Rossi+shop@GMail.com","phone":"347 123 4567"})");
  EXPECT_EQ(typed.email, "annarossi@gmail.com");
  EXPECT_EQ(typed.phone, "+393471234567");
  EXPECT_EQ(traits(R"({"phone":"020 7946 0958","address":{"country":"GB"}})").phone,
            "+442079460958");
  const auto wrong = traits(R"({"email":"none","phone":"ask me","firstName":"Anna"})");
  EXPECT_EQ(wrong.email, "");
  EXPECT_EQ(wrong.phone, "");
  EXPECT_EQ(wrong.given_name, "Anna") << "a typing error loses nothing else";
}

TEST(HubSourceCallsTest, AMemberTwiceMeansNothing) {
  const auto calls = read(CallKind::track, R"({"event":"A","properties":{"sku":"1","sku":"2"}})");
  ASSERT_FALSE(calls);
  EXPECT_EQ(calls.error().sentence(), "this has a member twice");
}

TEST(HubSourceCallsTest, OtherEventsAreExperiences) {
  const auto call = one(CallKind::track, R"({"event":"Product Viewed","context":{"channel":
      "mobile"},"properties":{"sku":"BAG-7","name":"Brown bag"}})");
  EXPECT_FALSE(call.fact.order);
  EXPECT_EQ(call.fact.experience->type, "product.viewed");
  EXPECT_EQ(call.fact.experience->title, "Brown bag");
  EXPECT_EQ(call.fact.experience->channel, "app");
}

TEST(HubSourceCallsTest, EventNamesBecomeTypes) {
  EXPECT_EQ(experience_type("Product List Viewed"), "product_list.viewed");
  EXPECT_EQ(experience_type("Order Completed"), "order.completed");
  EXPECT_EQ(experience_type("  Subscribed! "), "subscribed");
  EXPECT_EQ(experience_type("\xf0\x9f\x91\x8d"), "event");
  EXPECT_EQ(experience_type("Signed-Up"), "signed.up");
  EXPECT_LE(experience_type(std::string(500, 'x')).size(), 64U);
}

TEST(HubSourceCallsTest, AContactCentreTellsComplaintsAndPromises) {
  const auto raised = one(CallKind::track, R"({"event":"Complaint Raised","userId":"1",
      "properties":{"complaint_id":"C-17","text":"The strap broke"}})");
  EXPECT_EQ(raised.fact.experience->type, "complaint.raised");
  EXPECT_EQ(raised.fact.experience->subject, "C-17");
  EXPECT_EQ(raised.fact.experience->title, "The strap broke");
  const auto promised = one(CallKind::track, R"({"event":"Task Opened","userId":"1",
      "properties":{"task_id":"T-3","text":"call","due":"2026-03-02T10:00:00Z"}})");
  EXPECT_EQ(promised.fact.experience->due, from_rfc3339("2026-03-02T10:00:00Z"));
}

TEST(HubSourceCallsTest, NobodyIsAGuest) {
  for (const auto* user : {"null", "undefined", "", "  "}) {
    EXPECT_EQ(
        one(CallKind::page, std::string(R"({"name":"home","userId":")") + user + "\"}").user_id,
        "");
  }
}

TEST(HubSourceCallsTest, BatchKeepsWhatIsRightInIt) {
  const auto calls = read(CallKind::batch, R"({"batch":[
      {"type":"page","name":"home"},{"type":"track"},7,{"type":"alias"},
      {"type":"track","event":"Order Completed","properties":{}},
      {"type":"identify","userId":"1"}]})");
  ASSERT_TRUE(calls);
  EXPECT_EQ(calls.value().calls.size(), 2U);
  EXPECT_EQ(calls.value().refused, 4U);
  EXPECT_FALSE(calls.value().first_refusal.empty());
}

TEST(HubSourceCallsTest, WhatIsNoCallIsRefused) {
  EXPECT_FALSE(read(CallKind::track, "not json"));
  EXPECT_FALSE(read(CallKind::track, "[]"));
  EXPECT_FALSE(read(CallKind::track, "{}"));
  EXPECT_FALSE(read(CallKind::batch, "{}"));
  EXPECT_FALSE(read(CallKind::track, std::string(100'000, '[')));
  EXPECT_FALSE(read(CallKind::identify, R"({"userId":"1","traits":{"home_store":"../etc"}})"));
}

TEST(HubSourceCallsTest, CardNumbersAreNotKept) {
  EXPECT_FALSE(read(CallKind::page, R"({"name":"pay with 4111 1111 1111 1111"})"));
  EXPECT_FALSE(
      read(CallKind::identify, R"({"userId":"1","traits":{"lastName":"4111111111111111"}})"));
}

}  // namespace
}  // namespace touchpoint::hub
