#include <gtest/gtest.h>

#include "journey/card.hpp"

namespace touchpoint::journey {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 10h};

class JourneyTest : public testing::Test {
 protected:
  JourneyTest() {
    finding_.profile = Profile{};
    finding_.profile->id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10";
    finding_.by = IdentifierKind::loyalty;
    finding_.freshness = {.as_of = kNow - 1min, .age_s = 60};
  }
  Order& order(OrderStatus status, std::string store, WallTime placed) {
    Order order;
    order.order_id = "W-" + std::to_string(finding_.profile->orders.size());
    order.status = status;
    order.store = std::move(store);
    order.placed = placed;
    return finding_.profile->orders.emplace_back(std::move(order));
  }
  void bought(std::string sku, WallTime time) {
    Experience experience;
    experience.time = time;
    experience.channel = "web";
    experience.type = "order.completed";
    experience.items = {{.sku = std::move(sku), .name = "Bag", .quantity = 1, .price = {}}};
    finding_.profile->history.push_back(std::move(experience));
  }
  Card card() const {
    return make_card(finding_, {.touchpoint = "counter-1",
                                .store = "milano-01",
                                .visit = {},
                                .scanned_at = kNow,
                                .now = kNow,
                                .number = "13085"});
  }
  std::vector<std::string> guarded_articles() const {
    std::vector<std::string> skus;
    for (const auto& item : card().do_not) {
      if (item.item) skus.push_back(item.item->sku);
    }
    return skus;
  }
  Finding finding_;
};

TEST_F(JourneyTest, ShowsWhatCanBeCollectedHereLongestWaitingFirst) {
  order(OrderStatus::placed, "", kNow - 1h);
  order(OrderStatus::ready, "milano-01", kNow - 50h).ready = kNow - 2h;
  order(OrderStatus::ready, "milano-01", kNow - 40h).ready = kNow - 30h;
  order(OrderStatus::ready, "torino-02", kNow - 60h).ready = kNow - 55h;
  order(OrderStatus::collected, "milano-01", kNow - 99h);
  const auto now = card().now;
  ASSERT_EQ(now.size(), 3U);
  EXPECT_EQ(now[0].order->order_id, "W-2");
  EXPECT_EQ(now[1].order->order_id, "W-1");
  EXPECT_EQ(now[2].guard, Guard::on_its_way);
}

TEST_F(JourneyTest, AVoucherIsOnTheCardUntilItEnds) {
  finding_.profile->vouchers = {{.code = "V-1", .title = "10 €", .until = kNow + 1h},
                                {.code = "V-2", .title = "5 €", .until = kNow - 1s},
                                {.code = {}, .title = "a coffee"}};
  const auto who = card().who;
  ASSERT_EQ(who->vouchers.size(), 2U);
  EXPECT_EQ(who->vouchers[0].code, "V-1");
  EXPECT_EQ(who->vouchers[1].title, "a coffee");
}

TEST_F(JourneyTest, ForbidsContactUntilMarketingWasGranted) {
  EXPECT_EQ(card().do_not.at(0).guard, Guard::do_not_contact);
  finding_.profile->consents = {{.purpose = "marketing", .granted = false, .at = kNow}};
  EXPECT_EQ(card().do_not.at(0).guard, Guard::do_not_contact);
  finding_.profile->consents = {{.purpose = "marketing", .granted = true, .at = kNow}};
  EXPECT_TRUE(card().do_not.empty());
}

TEST_F(JourneyTest, NeverOffersWhatWasBoughtLately) {
  bought("BAG-1", kNow - 24h);
  bought("BAG-1", kNow - 48h);
  bought("BAG-2", kNow - 24h * 59);
  bought("BAG-3", kNow - 24h * 61);
  EXPECT_EQ(guarded_articles(), (std::vector<std::string>{"BAG-1", "BAG-2"}));
}

TEST_F(JourneyTest, NamesAtMostThreeArticles) {
  for (int i = 0; i < 6; ++i)
    bought("BAG-" + std::to_string(i), kNow - 1h * i);
  EXPECT_EQ(guarded_articles().size(), 3U);
}

TEST_F(JourneyTest, SaysWhyNobodyIsShown) {
  finding_.profile.reset();
  finding_.why = WhyUnknown::lease_expired;
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_EQ(card().reason, "lease_expired");
  EXPECT_EQ(card().freshness.age_s, 60);
}

}  // namespace
}  // namespace touchpoint::journey
