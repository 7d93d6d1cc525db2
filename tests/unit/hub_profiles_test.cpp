#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

class HubProfilesTest : public HubStoreTest {
 protected:
  HubProfilesTest() {
    enrol(till_);
    shop_ = add_source("shop");
  }
  void identify(const std::string& user, const std::string& rest = "") {
    call(shop_, CallKind::identify, R"({"userId":")" + user + "\"" + rest + "}");
  }
  void consent(bool granted, const std::string& at) {
    identify("1", R"(,"timestamp":")" + at +
                      R"(","context":{"consent":{"categoryPreferences":{"marketing":)" +
                      (granted ? "true" : "false") + "}}}");
  }
  Source shop_;
};

TEST_F(HubProfilesTest, SameMessageIdCountsOnce) {
  identify("1");
  const std::string order = R"({"userId":"1","messageId":"m1","event":"Order Completed",
      "properties":{"order_id":"W-1","total":10}})";
  EXPECT_EQ(call(shop_, CallKind::track, order).applied, 1U);
  EXPECT_EQ(call(shop_, CallKind::track, order).repeated, 1U);
  restart();
  EXPECT_EQ(call(shop_, CallKind::track, order).repeated, 1U);
  EXPECT_EQ(pull().profiles.at(0).history.size(), 1U);
  EXPECT_EQ(pull().profiles.at(0).order_count, 1);
}

TEST_F(HubProfilesTest, SameMessageIdOfAnotherSourceIsAnotherCall) {
  const auto app = add_source("app");
  identify("1");
  const std::string page = R"({"userId":"1","messageId":"m1","name":"home"})";
  EXPECT_EQ(call(shop_, CallKind::page, page).applied, 1U);
  EXPECT_EQ(call(app, CallKind::page, page).applied, 1U);
}

TEST_F(HubProfilesTest, LaterConsentWinsWhateverTheOrderOfArrival) {
  consent(false, "2025-06-01T00:00:00Z");
  consent(true, "2025-01-01T00:00:00Z");
  EXPECT_FALSE(pull().profiles.at(0).consents.at(0).granted);
  consent(true, "2025-07-01T00:00:00Z");
  EXPECT_TRUE(pull().profiles.at(0).consents.at(0).granted);
}

TEST_F(HubProfilesTest, WithdrawalWinsAtTheSameTime) {
  consent(false, "2025-06-01T00:00:00Z");
  consent(true, "2025-06-01T00:00:00Z");
  EXPECT_FALSE(pull().profiles.at(0).consents.at(0).granted);
  consent(true, "2025-07-01T00:00:00Z");
  consent(false, "2025-07-01T00:00:00Z");
  EXPECT_FALSE(pull().profiles.at(0).consents.at(0).granted);
}

TEST_F(HubProfilesTest, ConsentFromTheFutureCannotOutliveTodaysWithdrawal) {
  consent(true, "2038-01-01T00:00:00Z");
  clock_.advance(std::chrono::seconds{1});
  consent(false, "2038-01-01T00:00:00Z");
  EXPECT_FALSE(pull().profiles.at(0).consents.at(0).granted);
}

TEST_F(HubProfilesTest, GuestIsKeptWithoutAProfile) {
  call(shop_, CallKind::track,
       R"({"anonymousId":"a","event":"Order Completed","properties":{"order_id":"W-9"}})");
  const auto now = status();
  EXPECT_EQ(now.profiles, 0);
  EXPECT_EQ(now.orders, 1);
  EXPECT_EQ(now.history, 1);
}

TEST_F(HubProfilesTest, WhatCameBeforeIdentifyIsTakenOverByIt) {
  call(shop_, CallKind::track,
       R"({"userId":"7","event":"Order Completed","properties":{"order_id":"W-9","fulfilment":
       "collect","store":"milano-01"}})");
  EXPECT_EQ(status().profiles, 0);
  identify("7");
  const auto profile = pull().profiles.at(0);
  EXPECT_EQ(profile.order_count, 1);
  EXPECT_EQ(profile.history.size(), 1U);
  EXPECT_EQ(profile.orders.at(0).order_id, "W-9");
}

TEST_F(HubProfilesTest, AccountsOfTwoSourcesAreTwoPeopleAndNeverLeave) {
  const auto one = add_source("one", UserIdKind::account);
  const auto two = add_source("two", UserIdKind::account);
  const std::string body = R"({"userId":"5","traits":{"email":"anna@example.org"}})";
  call(one, CallKind::identify, body);
  call(two, CallKind::identify, body);
  const auto page = pull();
  ASSERT_EQ(page.profiles.size(), 2U);
  for (const auto& profile : page.profiles) {
    EXPECT_EQ(profile.identifiers,
              (std::vector<Identifier>{{IdentifierKind::email, "anna@example.org"}}));
  }
}

TEST_F(HubProfilesTest, NewerAddressReplacesTheOneTheSourceToldBefore) {
  identify("1", R"(,"timestamp":"2025-02-01T00:00:00Z","traits":{"email":"new@example.org"})");
  identify("1", R"(,"timestamp":"2025-01-01T00:00:00Z","traits":{"email":"old@example.org",
                   "firstName":"Anna"})");
  const auto profile = pull().profiles.at(0);
  EXPECT_EQ(profile.given_name, "Anna");
  EXPECT_EQ(profile.identifiers.at(0).value, "new@example.org");
}

TEST_F(HubProfilesTest, OrderNeverGoesBack) {
  identify("1");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Collected","properties":{"order_id":"W-1"}})");
  call(
      shop_, CallKind::track,
      R"({"userId":"1","event":"Order Ready","properties":{"order_id":"W-1","store":"milano-01"}})");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Completed","properties":{"order_id":"W-1","fulfilment":
       "collect","store":"milano-01"}})");
  const auto profile = pull().profiles.at(0);
  EXPECT_TRUE(profile.orders.empty());
  EXPECT_EQ(profile.order_count, 1);
}

TEST_F(HubProfilesTest, PartialRefundLeavesTheRestToBeCollected) {
  identify("1");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Completed","properties":{"order_id":"W-1","total":100,
       "fulfilment":"collect","store":"milano-01"}})");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Refunded","properties":{"order_id":"W-1","total":30}})");
  EXPECT_EQ(pull().profiles.at(0).orders.size(), 1U);
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Refunded","properties":{"order_id":"W-1","total":70}})");
  EXPECT_TRUE(pull().profiles.at(0).orders.empty());
}

TEST_F(HubProfilesTest, WhatHappensInTheStoreIsAppliedOnceAndInOrder) {
  identify("1");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Completed","properties":{"order_id":"W-1","fulfilment":
       "collect","store":"milano-01"}})");
  const auto profile = pull().profiles.at(0).id;
  auto journal = new_journal();
  const std::string who = R"({"profile":")" + profile + "\"";
  journal.write("touchpoint.order.collected", who + R"(,"order_id":"W-1"})");
  journal.write("touchpoint.order.completed",
                who + R"(,"order_id":"T-1","total":20,"currency":"EUR","products":[]})");
  journal.write("touchpoint.note.added", who + R"(,"text":"likes\nblue","staff":"giulia"})");
  journal.write("touchpoint.survey.answered", who + R"(,"kind":"nps","score":9})");
  ASSERT_TRUE(send(journal, 2, 4));
  EXPECT_EQ(pull().profiles.at(0).history.size(), 1U) << "not before their turn";
  ASSERT_TRUE(send(journal, 1, 4));
  ASSERT_TRUE(send(journal, 1, 4));
  const auto after = pull().profiles.at(0);
  EXPECT_TRUE(after.orders.empty());
  EXPECT_EQ(after.order_count, 2);
  ASSERT_EQ(after.history.size(), 5U);
  EXPECT_EQ(after.history[0].type, "survey.answered");
  EXPECT_EQ(after.history[0].score, 9);
  EXPECT_EQ(after.history[1].title, "likes\nblue");
}

TEST_F(HubProfilesTest, DelegateMayCollect) {
  identify("1");
  identify("2");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Completed","properties":{"order_id":"W-1","fulfilment":
       "collect","store":"milano-01"}})");
  const auto page = pull();
  const auto delegate = page.profiles.at(0).id;
  auto journal = new_journal();
  journal.write("touchpoint.order.collected",
                R"({"order_id":"W-1","profile":")" + delegate + R"("})");
  ASSERT_TRUE(send(journal, 1, 1));
  for (const auto& profile : pull().profiles) {
    EXPECT_TRUE(profile.orders.empty());
    EXPECT_EQ(profile.history.size(), profile.id == delegate ? 0U : 2U);
  }
}

}  // namespace
}  // namespace touchpoint::hub
