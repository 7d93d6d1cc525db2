#include "journey/gaps.hpp"

#include <gtest/gtest.h>

namespace touchpoint::journey {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 10h};
constexpr std::chrono::hours kDay{24};

Experience fact(std::string type, std::chrono::milliseconds ago, std::string order = {}) {
  Experience experience;
  experience.time = kNow - ago;
  experience.type = std::move(type);
  experience.order_id = std::move(order);
  return experience;
}

Order order(std::string id, OrderStatus status, std::chrono::milliseconds ago) {
  Order order;
  order.order_id = std::move(id);
  order.status = status;
  order.placed = kNow - ago;
  return order;
}

std::vector<std::string> gaps(const Profile& profile) {
  std::vector<std::string> found;
  for (const auto& gap : gaps_of(profile, {}, kNow))
    found.push_back(std::string(to_text(gap.gap)) + " " + gap.order_id + gap.text);
  return found;
}
using Found = std::vector<std::string>;

TEST(GapsTest, PaidButNotDelivered) {
  Profile profile;
  profile.orders = {order("W-1", OrderStatus::placed, 8 * kDay),
                    order("W-2", OrderStatus::placed, 6 * kDay),
                    order("W-3", OrderStatus::collected, 30 * kDay)};
  EXPECT_EQ(gaps(profile), Found{"paid_not_delivered W-1"});
  profile.history = {fact("order.delivered", kDay, "W-1")};
  EXPECT_EQ(gaps(profile), Found{});
}

TEST(GapsTest, ReadyButNotCollectedTheLongestFirst) {
  Profile profile;
  profile.orders = {order("W-1", OrderStatus::ready, 9 * kDay),
                    order("W-2", OrderStatus::ready, 20 * kDay),
                    order("W-3", OrderStatus::ready, 20 * kDay)};
  profile.orders[0].ready = kNow - 4 * kDay;
  profile.orders[1].ready = kNow - 5 * kDay;
  profile.orders[2].ready = kNow - 2 * kDay;
  EXPECT_EQ(gaps(profile), (Found{"ready_not_collected W-2", "ready_not_collected W-1"}));
}

TEST(GapsTest, AComplaintThatNobodyAnswered) {
  Profile profile;
  profile.history = {fact("complaint.raised", kDay - 1s)};
  profile.history[0].title = "The strap broke";
  EXPECT_EQ(gaps(profile), Found{}) << "there is time yet";
  profile.history[0].time = kNow - kDay - 1s;
  EXPECT_EQ(gaps(profile), Found{"complaint_unanswered The strap broke"});
  profile.history.insert(profile.history.begin(), fact("complaint.answered", 1h));
  EXPECT_EQ(gaps(profile), Found{});
}

struct StageCase {
  std::int64_t orders;
  std::vector<Experience> history;
  Stage stage;
};

TEST(StageTest, FollowsFromWhatWasBoughtAndLookedAt) {
  const std::vector<StageCase> cases = {
      {0, {}, Stage::contact},
      {0, {fact("survey.answered", kDay)}, Stage::contact},
      {0, {fact("product.viewed", kDay)}, Stage::acquisition},
      {1, {fact("order.completed", kDay)}, Stage::conversion},
      {2, {fact("order.completed", kDay)}, Stage::retention},
      {5, {fact("order.completed", kDay)}, Stage::loyalty},
      {5, {fact("order.completed", 366 * kDay)}, Stage::retention},
  };
  for (const auto& each : cases) {
    Profile profile;
    profile.order_count = each.orders;
    profile.history = each.history;
    EXPECT_EQ(to_text(stage_of(profile, {}, kNow)), to_text(each.stage)) << each.orders;
  }
}

}  // namespace
}  // namespace touchpoint::journey
