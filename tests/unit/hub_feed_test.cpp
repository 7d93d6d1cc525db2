#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

class HubFeedTest : public HubStoreTest {
 protected:
  HubFeedTest() {
    enrol(till_);
    shop_ = add_source("shop");
  }
  void identify(const std::string& user, const std::string& traits = "{}") {
    call(shop_, CallKind::identify, R"({"userId":")" + user + R"(","traits":)" + traits + "}");
  }
  Source shop_;
  Sender torino_{.device = "torino-02-pos-1", .store = "torino-02"};
};

TEST_F(HubFeedTest, StoreGetsItsCustomersWholeAndOnlyIts) {
  enrol(torino_);
  identify("2900417", R"({"firstName":"Anna"})");
  identify("2900418", R"({"firstName":"Bea","home_store":"torino-02"})");
  const auto here = pull();
  ASSERT_EQ(here.profiles.size(), 1U);
  EXPECT_EQ(here.profiles[0].given_name, "Anna");
  EXPECT_EQ(here.profiles[0].identifiers,
            (std::vector<Identifier>{{IdentifierKind::loyalty, "2900417"}}));
  EXPECT_FALSE(here.more);
  const auto there = pull_as(torino_);
  ASSERT_EQ(there.profiles.size(), 1U);
  EXPECT_EQ(there.profiles[0].given_name, "Bea");
}

TEST_F(HubFeedTest, PagesJoinWithoutGapOrRepeat) {
  for (int i = 0; i < 7; ++i)
    identify(std::to_string(1000 + i));
  std::vector<std::string> seen;
  std::int64_t since = 0;
  for (bool more = true; more;) {
    const auto page = pull(since, 3);
    EXPECT_EQ(page.since, since);
    for (const auto& profile : page.profiles)
      seen.push_back(profile.identifiers.at(0).value);
    since = page.through;
    more = page.more;
  }
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 7U);
}

TEST_F(HubFeedTest, ChangeBumpsVersionOnceAndComesBehindTheCursor) {
  identify("1");
  const auto first = pull();
  identify("1", R"({"firstName":"Anna","lastName":"Bianchi"})");
  const auto second = pull(first.through);
  ASSERT_EQ(second.profiles.size(), 1U);
  EXPECT_EQ(second.profiles[0].version, first.profiles[0].version + 1);
  EXPECT_TRUE(pull(second.through).profiles.empty());
  EXPECT_EQ(pull(second.through).through, second.through);
}

TEST_F(HubFeedTest, MovedHomeIsGoneFromTheOldStore) {
  enrol(torino_);
  identify("1");
  const auto before = pull();
  identify("1", R"({"home_store":"torino-02"})");
  const auto after = pull(before.through);
  EXPECT_TRUE(after.profiles.empty());
  EXPECT_EQ(after.gone, (std::vector<std::string>{before.profiles[0].id}));
  EXPECT_EQ(pull_as(torino_).profiles.size(), 1U);
  EXPECT_TRUE(pull(0).gone.empty()) << "a device that starts anew has nothing to let go of";
}

TEST_F(HubFeedTest, ForeignEpochStartsAgainFromNothing) {
  identify("1");
  const auto page = pull(17, 500, "another");
  EXPECT_EQ(page.since, 0);
  EXPECT_EQ(page.profiles.size(), 1U);
  EXPECT_EQ(page.epoch, status().epoch);
}

TEST_F(HubFeedTest, CursorFromTheFutureRenewsTheEpoch) {
  identify("1");
  const auto epoch = status().epoch;
  const auto page = pull(1'000, 500, epoch);
  EXPECT_NE(page.epoch, epoch);
  EXPECT_EQ(page.since, 0);
  EXPECT_EQ(page.profiles.size(), 1U);
  EXPECT_EQ(pull(page.through, 500, page.epoch).profiles.size(), 0U);
}

TEST_F(HubFeedTest, OrderToCollectElsewhereBringsTheProfileThereUntilItIsCollected) {
  enrol(torino_);
  identify("1");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Completed","properties":{"order_id":"W-1","total":129,
       "currency":"EUR","fulfilment":"collect","store":"torino-02",
       "products":[{"sku":"BAG-7","name":"Brown bag","quantity":1,"price":129}]}})");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Ready","properties":{"order_id":"W-1","shelf":"B4"}})");
  const auto page = pull_as(torino_);
  ASSERT_EQ(page.profiles.size(), 1U);
  ASSERT_EQ(page.profiles[0].orders.size(), 1U);
  const auto& order = page.profiles[0].orders[0];
  EXPECT_EQ(order.status, OrderStatus::ready);
  EXPECT_EQ(order.shelf, "B4");
  EXPECT_EQ(order.store, "torino-02");
  EXPECT_EQ(order.items.at(0).sku, "BAG-7");
  EXPECT_EQ(page.profiles[0].order_count, 1);
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Collected","properties":{"order_id":"W-1"}})");
  const auto after = pull_as(torino_, page.through);
  EXPECT_EQ(after.gone.size(), 1U);
  EXPECT_TRUE(pull().profiles.at(0).orders.empty());
}

TEST_F(HubFeedTest, PageReflectsTheAskingDevicesNewestJournal) {
  auto journal = new_journal();
  journal.write_many(2);
  ASSERT_TRUE(send(journal, 1, 2));
  const auto page = pull();
  EXPECT_EQ(page.reflects_journal, journal.journal());
  EXPECT_EQ(page.reflects_through, 2);
}

TEST_F(HubFeedTest, VisitHoldsAProfileForNinetyDays) {
  enrol(torino_);
  identify("1", R"({"home_store":"torino-02"})");
  const auto profile = pull_as(torino_).profiles.at(0).id;
  auto journal = new_journal();
  journal.write("touchpoint.customer.recognised",
                R"({"profile":")" + profile + R"(","by":"loyalty"})");
  ASSERT_TRUE(send(journal, 1, 1));
  const auto page = pull();
  ASSERT_EQ(page.profiles.size(), 1U);
  clock_.advance(std::chrono::days{91});
  ASSERT_TRUE(ask<void>([&](auto done) { store_->sweep(std::move(done)); }));
  EXPECT_EQ(pull(page.through).gone, (std::vector<std::string>{profile}));
}

TEST_F(HubFeedTest, DeliveryIsOnItsWayForTwoWeeks) {
  identify("1");
  call(shop_, CallKind::track,
       R"({"userId":"1","event":"Order Completed","properties":{"order_id":"W-1"}})");
  EXPECT_EQ(pull().profiles.at(0).orders.size(), 1U);
  clock_.advance(std::chrono::days{15});
  ASSERT_TRUE(ask<void>([&](auto done) { store_->sweep(std::move(done)); }));
  EXPECT_TRUE(pull().profiles.at(0).orders.empty());
}

TEST_F(HubFeedTest, HistoryIsNewestFirstAndAtMostFifty) {
  identify("1");
  for (int i = 0; i < 60; ++i) {
    clock_.advance(std::chrono::minutes{1});
    call(shop_, CallKind::page, R"({"userId":"1","name":"page )" + std::to_string(i) + R"("})");
  }
  const auto history = pull().profiles.at(0).history;
  ASSERT_EQ(history.size(), 50U);
  EXPECT_EQ(history.front().title, "page 59");
  EXPECT_EQ(history.back().title, "page 10");
}

TEST_F(HubFeedTest, CommitTellsWhichStoresHaveNews) {
  identify("1");
  runner_->on_loop([] {});
  EXPECT_EQ(changed_, (std::vector<std::string>{"milano-01"}));
  const auto news = ask<sync::News>([&](auto done) { store_->news(till_, std::move(done)); });
  EXPECT_EQ(news.value().profiles, pull().through);
}

}  // namespace
}  // namespace touchpoint::hub
