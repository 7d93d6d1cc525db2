// Two customers who are found to be one, as a store's replica sees it: whoever names the old id
// means the profile that it is now, and what was done here with it follows.
#include <algorithm>

#include <gtest/gtest.h>

#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

class ProfilesMergedTest : public support::ReplicaFixture {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(apply(page({anna(), marco()}, 10)));
  }
  // Marco turned out to be Anna.
  sync::ChangePage merged(std::int64_t through) {
    auto whole = anna();
    whole.identifiers.push_back({IdentifierKind::loyalty, "2900418"});
    whole.merged = {kMarco};
    auto feed = page({whole}, through);
    feed.gone = {kMarco};
    return feed;
  }
  LocalEffect note_on(std::int64_t sequence, const std::string& profile) {
    LocalEffect effect;
    effect.sequence = sequence;
    effect.profile = profile;
    effect.experience.id = "note-" + std::to_string(sequence);
    effect.experience.time = clock_.wall();
    effect.experience.type = "note.added";
    return effect;
  }
  std::size_t notes_of(const std::string& profile) {
    const auto found = read(profile).profile;
    if (!found) return 0;
    return static_cast<std::size_t>(
        std::ranges::count(found->history, std::string{"note.added"}, &Experience::type));
  }
};

TEST_F(ProfilesMergedTest, TheOldIdLeadsToTheProfileThatItIsNow) {
  ASSERT_TRUE(apply(merged(11)));
  EXPECT_EQ(read(kMarco).profile->id, kAnna);
  EXPECT_EQ(find_card("2900418").profile->id, kAnna);
  EXPECT_EQ(status().profiles, 1);
  restart();
  EXPECT_EQ(read(kMarco).profile->id, kAnna);
}

TEST_F(ProfilesMergedTest, TheOtherIsGoneAlsoWhenThePageThatSaysSoIsYetToCome) {
  auto first = merged(11);
  first.gone.clear();
  first.more = true;
  ASSERT_TRUE(apply(first));
  EXPECT_EQ(find_card("2900418").profile->id, kAnna);
}

TEST_F(ProfilesMergedTest, WhatWasDoneHereBeforeAndAfterFollows) {
  ASSERT_TRUE(note({note_on(1, kMarco)}));
  ASSERT_TRUE(apply(merged(11)));
  ASSERT_TRUE(note({note_on(2, kMarco), note_on(3, kAnna)}));
  EXPECT_EQ(notes_of(kAnna), 3U);
}

TEST_F(ProfilesMergedTest, SplitTheyAreTwoAgain) {
  ASSERT_TRUE(apply(merged(11)));
  ASSERT_TRUE(apply(page({anna(), marco()}, 12)));
  EXPECT_EQ(read(kMarco).profile->id, kMarco);
  EXPECT_EQ(read(kAnna).profile->id, kAnna);
  EXPECT_EQ(find_card("2900418").profile->id, kMarco);
  ASSERT_TRUE(note({note_on(4, kMarco)}));
  EXPECT_EQ(notes_of(kAnna), 0U);
  EXPECT_EQ(notes_of(kMarco), 1U);
}

TEST_F(ProfilesMergedTest, WhoWasNeverHereIsAnAliasAllTheSame) {
  auto whole = anna();
  whole.merged = {"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2bff"};
  ASSERT_TRUE(apply(page({whole}, 11)));
  EXPECT_EQ(read("0197a2c0-6c1e-7a31-9a55-3f0c7c1d2bff").profile->id, kAnna);
  EXPECT_EQ(status().profiles, 2);
  auto gone = page({}, 12);
  gone.gone = {kAnna};
  ASSERT_TRUE(apply(gone));
  EXPECT_FALSE(read("0197a2c0-6c1e-7a31-9a55-3f0c7c1d2bff").profile);
}

}  // namespace
}  // namespace touchpoint::profiles
