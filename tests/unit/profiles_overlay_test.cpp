// What was done here stays on the screen until the centre reflects it, and no longer.
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class ProfilesOverlayTest : public support::ReplicaFixture {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(apply(page({anna(), marco()}, 10)));
  }

  LocalEffect effect(std::int64_t sequence, std::string type, std::string order_id = {},
                     std::optional<OrderStatus> status = {}) {
    LocalEffect effect;
    effect.sequence = sequence;
    effect.profile = kAnna;
    effect.experience.id = "event-" + std::to_string(sequence);
    effect.experience.time = clock_.wall() + std::chrono::seconds{sequence};
    effect.experience.channel = "store";
    effect.experience.type = std::move(type);
    effect.experience.order_id = std::move(order_id);
    effect.status = status;
    return effect;
  }
  std::vector<std::string> shown() {
    std::vector<std::string> ids;
    const auto found = find_card("2900417");
    for (const auto& experience : found.profile->history)
      ids.push_back((experience.here ? "here " : "") + experience.id);
    return ids;
  }
  OrderStatus order() { return find_card("2900417").profile->orders.at(0).status; }
};

TEST_F(ProfilesOverlayTest, ShowsWhatHappenedHereOnTop) {
  ASSERT_TRUE(note({effect(5, "note.added")}));
  EXPECT_THAT(shown(), ElementsAre("here event-5", "m-2", "m-1"));
  EXPECT_EQ(find_card("2900418").profile->history.size(), 0U);
  restart();
  EXPECT_THAT(shown(), ElementsAre("here event-5", "m-2", "m-1"));
}

TEST_F(ProfilesOverlayTest, ACollectedOrderIsNoLongerReady) {
  EXPECT_EQ(order(), OrderStatus::ready);
  ASSERT_TRUE(note({effect(5, "order.collected", "W-1043", OrderStatus::collected)}));
  EXPECT_EQ(order(), OrderStatus::collected);
  ASSERT_TRUE(note({effect(6, "order.refunded", "W-1043", OrderStatus::refunded)}));
  EXPECT_EQ(order(), OrderStatus::refunded);
}

TEST_F(ProfilesOverlayTest, FindsTheCustomerByTheOrderAlone) {
  auto collected = effect(5, "order.collected", "W-1043", OrderStatus::collected);
  collected.profile.clear();
  ASSERT_TRUE(note({collected}));
  EXPECT_EQ(order(), OrderStatus::collected);
  EXPECT_THAT(shown(), ElementsAre("here event-5", "m-2", "m-1"));
}

TEST_F(ProfilesOverlayTest, CountsASaleOfHereAmongTheOrders) {
  ASSERT_TRUE(note({effect(5, "order.completed", "R-77")}));
  EXPECT_EQ(find_card("2900417").profile->order_count, 15);
}

TEST_F(ProfilesOverlayTest, APageThatDoesNotKnowOfItDoesNotUndoIt) {
  ASSERT_TRUE(note({effect(5, "order.collected", "W-1043", OrderStatus::collected)}));
  ASSERT_TRUE(apply(page({anna()}, 11, 4)));
  EXPECT_EQ(order(), OrderStatus::collected);
}

TEST_F(ProfilesOverlayTest, LetsGoOnceTheCentreReflectsIt) {
  ASSERT_TRUE(note(
      {effect(5, "order.collected", "W-1043", OrderStatus::collected), effect(6, "note.added")}));
  auto confirmed = anna();
  confirmed.orders.clear();
  confirmed.history.insert(confirmed.history.begin(), bought("event-5", clock_.wall() + 5s));
  ASSERT_TRUE(apply(page({confirmed}, 11, 5)));
  EXPECT_THAT(shown(), ElementsAre("here event-6", "event-5", "m-2", "m-1"));
}

TEST_F(ProfilesOverlayTest, DoesNotShowAnEventTwice) {
  ASSERT_TRUE(note({effect(5, "order.completed", "R-77")}));
  auto confirmed = anna();
  confirmed.history.insert(confirmed.history.begin(), bought("event-5", clock_.wall() + 5s));
  ASSERT_TRUE(apply(page({confirmed}, 11, 4)));
  EXPECT_THAT(shown(), ElementsAre("event-5", "m-2", "m-1"));
  EXPECT_EQ(find_card("2900417").profile->order_count, 14);
}

TEST_F(ProfilesOverlayTest, WaitsForTheLastPageBeforeItLetsGo) {
  ASSERT_TRUE(note({effect(5, "note.added")}));
  auto first = page({}, 11, 5);
  first.more = true;
  ASSERT_TRUE(apply(first));
  EXPECT_THAT(shown(), ElementsAre("here event-5", "m-2", "m-1"));
  ASSERT_TRUE(apply(page({}, 12, 5)));
  EXPECT_THAT(shown(), ElementsAre("m-2", "m-1"));
}

TEST_F(ProfilesOverlayTest, AnotherJournalsWordSaysNothingAboutOurs) {
  ASSERT_TRUE(note({effect(5, "note.added")}));
  auto other = page({}, 11, 900);
  other.reflects_journal = "00000000-0000-4000-8000-000000000000";
  ASSERT_TRUE(apply(other));
  EXPECT_THAT(shown(), ElementsAre("here event-5", "m-2", "m-1"));
}

TEST_F(ProfilesOverlayTest, PassesOverWhatIsReflectedAlready) {
  ASSERT_TRUE(apply(page({}, 11, 7)));
  ASSERT_TRUE(note({effect(7, "note.added"), effect(8, "note.added")}));
  ASSERT_TRUE(note({effect(8, "note.added")}));
  EXPECT_THAT(shown(), ElementsAre("here event-8", "m-2", "m-1"));
}

TEST_F(ProfilesOverlayTest, ForgetsTheRowsOfAFormerJournal) {
  ASSERT_TRUE(note({effect(5, "note.added")}));
  journal_ = "00000000-0000-4000-8000-000000000000";
  restart();
  EXPECT_THAT(shown(), ElementsAre("m-2", "m-1"));
}

TEST_F(ProfilesOverlayTest, AsksForEffectsAtTheStartAndWhenTheCentreKnowsLess) {
  std::vector<std::int64_t> asked;
  ASSERT_TRUE(apply(page({}, 11, 7)));
  runner_.on_loop(
      [&] { replica_->on_effects_wanted([&](std::int64_t after) { asked.push_back(after); }); });
  ASSERT_TRUE(apply(page({}, 12, 9)));
  ASSERT_TRUE(apply(page({}, 13, 3)));
  EXPECT_THAT(asked, ElementsAre(7, 3));
}

TEST_F(ProfilesOverlayTest, AsksForEverythingWhenTheFileWasDeleted) {
  ASSERT_TRUE(apply(page({}, 11, 7)));
  stop();
  std::filesystem::remove(file_);
  std::filesystem::remove(file_.string() + "-wal");
  open();
  std::vector<std::int64_t> asked;
  runner_.on_loop(
      [&] { replica_->on_effects_wanted([&](std::int64_t after) { asked.push_back(after); }); });
  EXPECT_THAT(asked, ElementsAre(0));
}

TEST_F(ProfilesOverlayTest, KeepsTheHistoryWithinItsLimit) {
  auto rich = anna();
  rich.history.clear();
  for (std::size_t i = 0; i < limits::kProfileHistoryMax; ++i) {
    rich.history.push_back(bought("m-" + std::to_string(i), clock_.wall() - 1h * (i + 1)));
  }
  ASSERT_TRUE(apply(page({rich}, 11)));
  ASSERT_TRUE(note({effect(5, "note.added")}));
  const auto ids = shown();
  EXPECT_EQ(ids.size(), limits::kProfileHistoryMax);
  EXPECT_EQ(ids.front(), "here event-5");
  EXPECT_EQ(ids[1], "m-0");
}

}  // namespace
}  // namespace touchpoint::profiles
