// What the replica promises to the counter and to the way to the hub, on a real file.
#include <fstream>

#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "profiles/replica.hpp"
#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class ProfilesTest : public support::ReplicaFixture {
 protected:
  void SetUp() override { open(); }
};

TEST_F(ProfilesTest, FindsAWholeProfileByAnyIdentifier) {
  ASSERT_TRUE(apply(page({anna(), marco()}, 10)));
  auto expected = anna();
  expected.identifiers.clear();
  const auto by_card = find_card("2900417");
  ASSERT_TRUE(by_card.profile);
  EXPECT_EQ(*by_card.profile, expected);
  EXPECT_EQ(by_card.by, IdentifierKind::loyalty);
  EXPECT_EQ(by_card.freshness.as_of, clock_.wall());
  EXPECT_EQ(by_card.freshness.age_s, 0);
  const auto by_mail = find({{IdentifierKind::email, "annamaria@example.org"}});
  EXPECT_EQ(by_mail.profile->id, kAnna);
  EXPECT_EQ(by_mail.by, IdentifierKind::email);
  EXPECT_EQ(*read(kAnna).profile, expected);
}

TEST_F(ProfilesTest, SaysWhyNobodyIsShown) {
  EXPECT_EQ(find_card("2900417").why, WhyUnknown::no_replica);
  ASSERT_TRUE(apply(page({anna(), marco()}, 10)));
  EXPECT_EQ(find_card("1").why, WhyUnknown::not_in_replica);
  EXPECT_EQ(read("not a uuid").why, WhyUnknown::not_in_replica);
  EXPECT_EQ(find({}).why, WhyUnknown::not_in_replica);
  const auto both =
      find({{IdentifierKind::loyalty, "2900417"}, {IdentifierKind::loyalty, "2900418"}});
  EXPECT_EQ(both.why, WhyUnknown::ambiguous);
  EXPECT_FALSE(both.profile);
}

TEST_F(ProfilesTest, AKindIsPartOfAnIdentifier) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  EXPECT_FALSE(find({{IdentifierKind::phone, "2900417"}}).profile);
}

TEST_F(ProfilesTest, PassesOverIdentifiersThatNobodyHas) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  const auto found =
      find({{IdentifierKind::phone, "+39021"}, {IdentifierKind::loyalty, "2900417"}});
  ASSERT_TRUE(found.profile);
  EXPECT_EQ(found.by, IdentifierKind::loyalty);
}

TEST_F(ProfilesTest, ASharedIdentifierSaysOfNobodyWhoTheyAre) {
  auto one = anna();
  auto other = marco();
  one.identifiers.push_back({IdentifierKind::phone, "+39021"});
  other.identifiers.push_back({IdentifierKind::phone, "+39021"});
  ASSERT_TRUE(apply(page({one, other}, 10)));
  const auto shared = find({{IdentifierKind::phone, "+39021"}});
  EXPECT_EQ(shared.why, WhyUnknown::shared);
  EXPECT_EQ(shared.people, 2U);
  const auto beside =
      find({{IdentifierKind::phone, "+39021"}, {IdentifierKind::loyalty, "2900417"}});
  ASSERT_TRUE(beside.profile) << "the card decides";
  EXPECT_EQ(beside.led, std::vector{IdentifierKind::loyalty});
  auto gone = page({}, 11);
  gone.gone = {kMarco};
  ASSERT_TRUE(apply(gone));
  EXPECT_EQ(find({{IdentifierKind::phone, "+39021"}}).profile->id, kAnna);
}

TEST_F(ProfilesTest, KeepsPageAndCursorOverARestart) {
  EXPECT_EQ(cursor().epoch, "");
  ASSERT_TRUE(apply(page({anna()}, 10)));
  restart();
  EXPECT_EQ(cursor().epoch, "6f1d");
  EXPECT_EQ(cursor().since, 10);
  EXPECT_EQ(find_card("2900417").profile->given_name, "Annamaria");
  EXPECT_EQ(status().profiles, 1);
}

TEST_F(ProfilesTest, AppliesAPageWholeOrNotAtAll) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  auto changed = anna();
  changed.given_name = "Annalisa";
  auto broken = marco();
  broken.id = "not a uuid";
  EXPECT_TRUE(apply(page({changed, broken}, 11)).error().is(Condition::refused));
  EXPECT_EQ(find_card("2900417").profile->given_name, "Annamaria");
  EXPECT_EQ(cursor().since, 10);
  EXPECT_EQ(status().state, "well");
}

TEST_F(ProfilesTest, ReplacesIdentifiersAndHistory) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  auto changed = anna();
  changed.version = 4;
  changed.identifiers = {{IdentifierKind::loyalty, "2900999"}};
  changed.history = {bought("m-9", clock_.wall())};
  ASSERT_TRUE(apply(page({changed}, 11)));
  EXPECT_FALSE(find_card("2900417").profile);
  const auto found = find_card("2900999");
  EXPECT_EQ(found.profile->version, 4);
  ASSERT_EQ(found.profile->history.size(), 1U);
  EXPECT_EQ(found.profile->history[0].id, "m-9");
  EXPECT_EQ(status().profiles, 1);
}

TEST_F(ProfilesTest, RemovesWhoIsGone) {
  ASSERT_TRUE(apply(page({anna(), marco()}, 10)));
  auto gone = page({}, 11);
  gone.gone = {kAnna, "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2bff"};
  ASSERT_TRUE(apply(gone));
  EXPECT_FALSE(find_card("2900417").profile);
  EXPECT_FALSE(read(kAnna).profile);
  EXPECT_TRUE(find_card("2900418").profile);
  EXPECT_EQ(status().profiles, 1);
}

TEST_F(ProfilesTest, StartsOverInANewEpoch) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  auto first = page({marco()}, 1);
  first.epoch = "other";
  first.more = true;
  ASSERT_TRUE(apply(first));
  EXPECT_FALSE(find_card("2900417").profile);
  EXPECT_TRUE(find_card("2900418").profile);
  EXPECT_EQ(status().state, "loading");
  EXPECT_EQ(status().profiles, 1);
  EXPECT_EQ(cursor().epoch, "other");
  auto last = page({}, 2);
  last.epoch = "other";
  ASSERT_TRUE(apply(last));
  EXPECT_EQ(status().state, "well");
}

TEST_F(ProfilesTest, TellsHowFreshItIs) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  const auto as_of = clock_.wall();
  clock_.advance(90s);
  clock_.jump(std::chrono::hours{24 * 3650});
  const auto found = find_card("2900417");
  EXPECT_EQ(found.freshness.as_of, as_of);
  EXPECT_EQ(found.freshness.age_s, 90);
  EXPECT_EQ(status().age_s, 90);
}

TEST_F(ProfilesTest, DoesNotPretendToKnowItsAgeAfterAnUnknownTimeOff) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  clock_.set_quality(ClockQuality::unsynchronised);
  restart();
  EXPECT_EQ(find_card("2900417").freshness.age_s, std::nullopt);
  EXPECT_TRUE(find_card("2900417").freshness.as_of);
}

TEST_F(ProfilesTest, ShowsNobodyPastTheLeaseAndAgainAfterAPull) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  clock_.advance(limits::kReplicaLease + 1s);
  EXPECT_EQ(find_card("2900417").why, WhyUnknown::lease_expired);
  EXPECT_EQ(read(kAnna).why, WhyUnknown::lease_expired);
  EXPECT_EQ(status().state, "expired");
  restart();
  EXPECT_EQ(find_card("2900417").why, WhyUnknown::lease_expired);
  ASSERT_TRUE(apply(page({}, 11)));
  EXPECT_TRUE(find_card("2900417").profile);
}

TEST_F(ProfilesTest, CountsTheLeaseAcrossRestartsWithAWrongClock) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  for (int i = 0; i < 46; ++i) {
    clock_.set_quality(ClockQuality::unset);
    clock_.set_wall(WallTime{});
    restart();
    clock_.advance(24h);
  }
  restart();
  EXPECT_EQ(find_card("2900417").why, WhyUnknown::lease_expired);
}

TEST_F(ProfilesTest, LooksUpWhileAPageIsApplied) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  std::vector<Profile> many;
  for (int i = 0; i < 500; ++i) {
    auto each = anna();
    each.id = "0197a2c0-6c1e-7a31-9a55-" + sequence_text(i).substr(8);
    each.identifiers = {{IdentifierKind::loyalty, "77" + std::to_string(i)}};
    many.push_back(std::move(each));
  }
  std::promise<void> applied;
  runner_.on_loop([&] {
    replica_->apply(page(many, 11), [&](const Result<void>& result) {
      EXPECT_TRUE(result);
      applied.set_value();
    });
  });
  EXPECT_TRUE(find_card("2900417").profile);
  ASSERT_EQ(applied.get_future().wait_for(support::kPatience), std::future_status::ready);
  EXPECT_TRUE(find_card("77499").profile);
}

TEST_F(ProfilesTest, LeavesNoPlaintextOnTheDisk) {
  ASSERT_TRUE(apply(page({anna()}, 10)));
  LocalEffect effect;
  effect.sequence = 1;
  effect.profile = kAnna;
  effect.experience.id = "event-1";
  effect.experience.title = "wants the walnut one";
  effect.experience.order_id = "W-1043";
  ASSERT_TRUE(note({effect}));
  const auto expect_nothing_in = [](const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (const auto& marker : {"Annamaria", "Bianchini", "2900417", "annamaria@example.org",
                               "Brown bag", "W-1043", "walnut", "milano-01", "m-2"}) {
      EXPECT_THAT(bytes, Not(HasSubstr(marker))) << path;
    }
  };
  expect_nothing_in(file_.string() + "-wal");
  expect_nothing_in(file_);
  stop();
  expect_nothing_in(file_);
}

TEST_F(ProfilesTest, LeavesNothingOfWhoIsGone) {
  ASSERT_TRUE(apply(page({anna(), marco()}, 10)));
  stop();
  const auto bytes_of = [this] {
    std::ifstream file(file_, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  const auto anna = *Uuid::parse(kAnna);
  const std::string marker{as_text(anna.bytes())};
  EXPECT_THAT(bytes_of(), HasSubstr(marker));
  open();
  auto gone = page({}, 11);
  gone.gone = {kAnna};
  ASSERT_TRUE(apply(gone));
  stop();
  EXPECT_THAT(bytes_of(), Not(HasSubstr(marker)));
}

}  // namespace
}  // namespace touchpoint::profiles
