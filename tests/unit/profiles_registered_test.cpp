// Whoever was registered on this device is a profile of it at once, until the centre has said what
// became of them.
#include <gmock/gmock.h>

#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

using ::testing::ElementsAre;

constexpr const char* kIrene = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b77";

class ProfilesRegisteredTest : public support::ReplicaFixture {
 protected:
  void SetUp() override { open(); }

  Profile irene() {
    Profile profile;
    profile.id = kIrene;
    profile.given_name = "Irene";
    profile.family_name = "Colombo";
    profile.language = "it";
    profile.birth_date = "1984-03-07";
    profile.since = clock_.wall();
    profile.identifiers = {{IdentifierKind::loyalty, "2900700"},
                           {IdentifierKind::phone, "+393401234567"}};
    return profile;
  }
  LocalEffect registration(std::int64_t sequence) {
    LocalEffect effect;
    effect.sequence = sequence;
    effect.profile = kIrene;
    effect.registers = irene();
    return effect;
  }
  LocalEffect consent(std::int64_t sequence, bool granted, std::chrono::seconds after = {}) {
    LocalEffect effect;
    effect.sequence = sequence;
    effect.profile = kIrene;
    effect.experience.id = "event-" + std::to_string(sequence);
    effect.experience.time = clock_.wall() + after;
    effect.experience.channel = "store";
    effect.experience.type = granted ? "consent.given" : "consent.withdrawn";
    effect.experience.subject = "marketing";
    return effect;
  }
  std::size_t named(std::string words) {
    PeopleQuestion question;
    question.words = std::move(words);
    question.country = "IT";
    return runner_
        .wait<PeopleAnswer>([&](auto done) { replica_->find_people(question, std::move(done)); })
        .value()
        .candidates.size();
  }
  Result<void> let_go(std::vector<std::int64_t> sequences) {
    return runner_.wait<void>(
        [&](auto done) { replica_->let_go(std::move(sequences), std::move(done)); });
  }
};

TEST_F(ProfilesRegisteredTest, AreFoundByCardAndNameBeforeTheCentreWasEverThere) {
  ASSERT_TRUE(note({registration(5)}));
  for (int round = 0; round < 2; ++round) {
    const auto found = find_card("2900700");
    ASSERT_TRUE(found.profile);
    EXPECT_EQ(found.profile->given_name, "Irene");
    EXPECT_TRUE(found.profile->here);
    EXPECT_FALSE(found.freshness.as_of);
    EXPECT_EQ(read(kIrene).profile->birth_date, "1984-03-07");
    EXPECT_EQ(named("colombo irene"), 1U);
    EXPECT_EQ(named("3401234567"), 1U);
    restart();
  }
  EXPECT_EQ(find_card("2900701").why, WhyUnknown::no_replica) << "nobody else is known here";
}

TEST_F(ProfilesRegisteredTest, StayWhenTheFirstPagesComeAndAreAskedForAgain) {
  std::vector<std::int64_t> asked;
  runner_.on_loop(
      [&] { replica_->on_effects_wanted([&](std::int64_t after) { asked.push_back(after); }); });
  ASSERT_TRUE(note({registration(5)}));
  ASSERT_TRUE(apply(page({anna()}, 10, 3)));
  EXPECT_THAT(asked, ElementsAre(0, 3)) << "another epoch begins with nobody";
  ASSERT_TRUE(note({registration(5)}));
  EXPECT_TRUE(find_card("2900700").profile->here);
  ASSERT_TRUE(apply(page({}, 11, 4)));
  EXPECT_TRUE(find_card("2900700").profile);
}

TEST_F(ProfilesRegisteredTest, AreTheCentresOnceItHasSentThem) {
  ASSERT_TRUE(apply(page({anna()}, 10, 4)));
  ASSERT_TRUE(note({registration(5), consent(6, true)}));
  auto confirmed = irene();
  confirmed.version = 1;
  ASSERT_TRUE(apply(page({confirmed}, 11, 5)));
  const auto found = find_card("2900700");
  ASSERT_TRUE(found.profile);
  EXPECT_FALSE(found.profile->here);
  EXPECT_EQ(found.people, 1U);
  ASSERT_EQ(found.profile->consents.size(), 1U) << "what it does not know of stays";
  EXPECT_EQ(status().profiles, 2);
  // What the journal says again does not undo it.
  ASSERT_TRUE(note({registration(7)}));
  EXPECT_FALSE(find_card("2900700").profile->here);
}

TEST_F(ProfilesRegisteredTest, FollowToWhomTheyTurnedOutToBe) {
  ASSERT_TRUE(apply(page({anna()}, 10, 4)));
  ASSERT_TRUE(note({registration(5), consent(6, false)}));
  auto both = anna();
  both.merged = {kIrene};
  both.identifiers.push_back({IdentifierKind::loyalty, "2900700"});
  ASSERT_TRUE(apply(page({both}, 11, 5)));
  const auto found = find_card("2900700");
  ASSERT_TRUE(found.profile);
  EXPECT_EQ(found.profile->id, kAnna);
  EXPECT_EQ(found.people, 1U);
  EXPECT_EQ(read(kIrene).profile->id, kAnna);
  EXPECT_EQ(named("colombo irene"), 0U);
  EXPECT_EQ(found.profile->history.front().type, "consent.withdrawn");
  ASSERT_TRUE(note({registration(7)}));
  EXPECT_EQ(find_card("2900700").people, 1U) << "not a second one";
}

TEST_F(ProfilesRegisteredTest, GoWhenTheCentreHasHeardOfThemAndDoesNotKnowThem) {
  ASSERT_TRUE(apply(page({anna()}, 10, 4)));
  ASSERT_TRUE(note({registration(5)}));
  ASSERT_TRUE(apply(page({}, 11, 5)));
  EXPECT_FALSE(find_card("2900700").profile);
  EXPECT_EQ(named("colombo irene"), 0U);
  EXPECT_EQ(status().profiles, 1);
}

TEST_F(ProfilesRegisteredTest, GoWhenTheCentreRefusesTheirRow) {
  ASSERT_TRUE(apply(page({anna()}, 10, 4)));
  ASSERT_TRUE(note({registration(5), consent(6, true)}));
  ASSERT_TRUE(let_go({4, 6}));
  EXPECT_TRUE(find_card("2900700").profile);
  ASSERT_TRUE(let_go({5}));
  EXPECT_FALSE(find_card("2900700").profile);
  EXPECT_TRUE(find_card("2900417").profile) << "nobody else";
}

TEST_F(ProfilesRegisteredTest, GoWhenTheyAreErased) {
  ASSERT_TRUE(apply(page({anna()}, 10, 4)));
  ASSERT_TRUE(note({registration(5), consent(6, true)}));
  ASSERT_TRUE(runner_.wait<void>([&](auto done) { replica_->forget(kIrene, std::move(done)); }));
  EXPECT_FALSE(find_card("2900700").profile);
  ASSERT_TRUE(runner_.wait<void>([&](auto done) { replica_->forget(kAnna, std::move(done)); }));
  EXPECT_TRUE(find_card("2900417").profile) << "the centre has her";
}

TEST_F(ProfilesRegisteredTest, OfAFormerJournalGoWithTheNextPage) {
  ASSERT_TRUE(apply(page({anna()}, 10, 4)));
  ASSERT_TRUE(note({registration(5)}));
  journal_ = "00000000-0000-4000-8000-000000000000";
  restart();
  EXPECT_TRUE(find_card("2900700").profile);
  auto next = page({}, 11);
  next.reflects_journal = journal_;
  ASSERT_TRUE(apply(next));
  EXPECT_FALSE(find_card("2900700").profile);
}

TEST_F(ProfilesRegisteredTest, OfAPurposeTheLatestWordCountsAndAtOnceTheWithdrawal) {
  using namespace std::chrono_literals;
  ASSERT_TRUE(apply(page({anna()}, 10, 4)));
  const auto granted = [&] { return find_card("2900700").profile->consents.at(0).granted; };
  ASSERT_TRUE(note({registration(5), consent(6, true, 10s)}));
  EXPECT_TRUE(granted());
  ASSERT_TRUE(note({consent(7, false, 5s)}));
  EXPECT_TRUE(granted()) << "that was before";
  ASSERT_TRUE(note({consent(8, false, 10s)}));
  EXPECT_FALSE(granted());
  ASSERT_TRUE(note({consent(9, true, 11s)}));
  EXPECT_TRUE(granted());
}

}  // namespace
}  // namespace touchpoint::profiles
