// How many orders wait in this store: as the centre says, with what was done here laid over it.
#include <gmock/gmock.h>

#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

using ::testing::Optional;

class ProfilesCollectionsTest : public support::ReplicaFixture {
 protected:
  void SetUp() override { open(); }

  static Order order(std::string id, OrderStatus status, std::string store = "milano-01") {
    Order made;
    made.order_id = std::move(id);
    made.status = status;
    made.store = std::move(store);
    return made;
  }
  static Profile with(std::vector<Order> orders) {
    auto profile = marco();
    profile.orders = std::move(orders);
    return profile;
  }
  // What a device does with an order, above what the page reflects.
  LocalEffect became(std::int64_t sequence, std::string order_id, OrderStatus status) {
    LocalEffect effect{.sequence = sequence, .profile = kMarco, .experience = {}, .status = status};
    effect.experience = bought("e-" + std::to_string(sequence), clock_.wall(), std::move(order_id));
    return effect;
  }
  // Once all that was there at the start has been looked at.
  std::optional<std::int64_t> waiting() {
    EXPECT_TRUE(note({}));  // what is queued before it is done
    for (int rounds = 0; rounds < 1000 && !status().collections; ++rounds)
      EXPECT_TRUE(note({}));
    return status().collections;
  }
};

TEST_F(ProfilesCollectionsTest, CountsWhatIsReadyInThisStore) {
  ASSERT_TRUE(apply(
      page({with({order("W-1", OrderStatus::ready), order("W-2", OrderStatus::placed),
                  order("W-3", OrderStatus::collected), order("W-4", OrderStatus::ready, "roma-01"),
                  order("W-5", OrderStatus::ready, ""),  // delivered
                  order("W-6", OrderStatus::ready)})},
           1)));
  EXPECT_THAT(waiting(), Optional(2));
}

TEST_F(ProfilesCollectionsTest, WhatIsDoneHereCountsAtOnceAndIsNotUndoneByAPageThatDoesNotKnowIt) {
  const auto orders = with({order("W-1", OrderStatus::ready), order("W-2", OrderStatus::placed)});
  ASSERT_TRUE(apply(page({orders}, 1)));
  ASSERT_TRUE(note({became(1, "W-1", OrderStatus::collected)}));
  EXPECT_THAT(waiting(), Optional(0));
  ASSERT_TRUE(note({became(2, "W-2", OrderStatus::ready)}));
  EXPECT_THAT(waiting(), Optional(1));
  ASSERT_TRUE(apply(page({orders}, 2, 0)));
  EXPECT_THAT(waiting(), Optional(1));
  ASSERT_TRUE(apply(page({with({order("W-2", OrderStatus::ready)})}, 3, 2)));
  EXPECT_THAT(waiting(), Optional(1));
}

TEST_F(ProfilesCollectionsTest, WhoeverGoesTakesTheirOrdersAlong) {
  ASSERT_TRUE(apply(page({anna(), with({order("W-1", OrderStatus::ready)})}, 1)));
  EXPECT_THAT(waiting(), Optional(2));
  auto gone = page({}, 2);
  gone.gone = {kMarco};
  ASSERT_TRUE(apply(gone));
  EXPECT_THAT(waiting(), Optional(1));
  auto anew = page({with({order("W-1", OrderStatus::ready)})}, 1);
  anew.epoch = "another";
  ASSERT_TRUE(apply(anew));
  EXPECT_THAT(waiting(), Optional(1)) << "of the new epoch alone";
}

TEST_F(ProfilesCollectionsTest, AfterARestartEverybodyIsLookedAtAgain) {
  std::vector<Profile> many;
  for (int n = 0; n < 600; ++n) {
    auto profile = with({order("W-" + std::to_string(n),
                               n % 2 == 0 ? OrderStatus::ready : OrderStatus::collected)});
    profile.id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d" + std::to_string(1000 + n);
    profile.identifiers.clear();
    many.push_back(profile);
  }
  ASSERT_TRUE(apply(page(many, 1)));
  EXPECT_THAT(waiting(), Optional(300));
  ASSERT_TRUE(note({became(1, "W-0", OrderStatus::collected)}));
  restart();
  EXPECT_THAT(waiting(), Optional(299));
}

TEST_F(ProfilesCollectionsTest, APageThatIsRefusedChangesNothing) {
  ASSERT_TRUE(apply(page({with({order("W-1", OrderStatus::ready)})}, 1)));
  auto nobody = marco();
  nobody.id = "no UUID";
  EXPECT_FALSE(apply(page({with({}), nobody}, 2)));
  ASSERT_TRUE(note({became(1, "W-9", OrderStatus::collected)}));  // counts again
  EXPECT_THAT(waiting(), Optional(1));
}

TEST_F(ProfilesCollectionsTest, WithoutAReplicaNobodyKnows) {
  EXPECT_EQ(status().collections, std::nullopt);
}

}  // namespace
}  // namespace touchpoint::profiles
