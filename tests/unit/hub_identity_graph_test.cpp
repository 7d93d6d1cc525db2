// Who is one person, by edges alone: properties that hold for any edges, tried on many made by
// chance from fixed seeds.
#include <gtest/gtest.h>

#include "support/repeatable_random.hpp"
#include "sync/hub/identity_graph.hpp"
#include "sync/hub/identity_rules.hpp"
#include "sync/hub/joined_profile.hpp"
#include "sync/hub/likeness.hpp"

namespace touchpoint::hub {
namespace {

using Records = std::set<std::int64_t>;
using Heads = std::map<std::int64_t, std::int64_t>;

Edge tie(std::int64_t one, std::int64_t other, EdgeKind kind = EdgeKind::decision) {
  return {.older = std::min(one, other), .newer = std::max(one, other), .kind = kind};
}

struct World {
  Records records;
  std::vector<Edge> edges;

  explicit World(support::RepeatableRandom& random) {
    const auto count = static_cast<std::int64_t>(2 + random.below(9));
    for (std::int64_t i = 1; i <= count; ++i)
      records.insert(i);
    const auto ties = random.below(16);
    for (std::size_t i = 0; i < ties; ++i) {
      const auto one = static_cast<std::int64_t>(1 + random.below(static_cast<unsigned>(count)));
      const auto other = static_cast<std::int64_t>(1 + random.below(static_cast<unsigned>(count)));
      if (one != other) edges.push_back(tie(one, other, static_cast<EdgeKind>(random.below(3))));
    }
  }
  void shuffle(support::RepeatableRandom& random) {
    for (std::size_t i = edges.size(); i > 1; --i)
      std::swap(edges[i - 1], edges[random.below(static_cast<unsigned>(i))]);
  }
};

template <class Check>
void in_many_worlds(Check check) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    support::RepeatableRandom random{seed};
    check(World{random}, random);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(HubIdentityGraphTest, TheOrderOfTheEdgesSaysNothing) {
  in_many_worlds([](World world, auto& random) {
    const auto heads = heads_of(world.records, world.edges);
    for (int i = 0; i < 4; ++i) {
      world.shuffle(random);
      EXPECT_EQ(heads_of(world.records, world.edges), heads);
    }
  });
}

TEST(HubIdentityGraphTest, NobodyIsJoinedWhoWasSaidNotToBeTheOther) {
  in_many_worlds([](const World& world, auto&) {
    const auto heads = heads_of(world.records, world.edges);
    for (const auto& edge : world.edges) {
      if (edge.kind != EdgeKind::apart) continue;
      EXPECT_NE(heads.at(edge.older), heads.at(edge.newer));
    }
  });
}

TEST(HubIdentityGraphTest, ThePersonIsCalledByTheOldestRecord) {
  in_many_worlds([](const World& world, auto&) {
    for (const auto& [record, head] : heads_of(world.records, world.edges)) {
      EXPECT_LE(head, record);
      EXPECT_EQ(heads_of(world.records, world.edges).at(head), head);
    }
  });
}

TEST(HubIdentityGraphTest, TakingBackADecisionGivesBackWhatWas) {
  in_many_worlds([](World world, auto& random) {
    const auto before = heads_of(world.records, world.edges);
    const auto decision = tie(1, 2 + static_cast<std::int64_t>(random.below(
                                         static_cast<unsigned>(world.records.size() - 1))));
    if (std::ranges::find(world.edges, decision) != world.edges.end()) return;
    world.edges.push_back(decision);
    world.shuffle(random);
    std::erase(world.edges, decision);
    EXPECT_EQ(heads_of(world.records, world.edges), before);
  });
}

TEST(HubIdentityGraphTest, OnlyWhatIsTiedIsTouched) {
  in_many_worlds([](World world, auto&) {
    const auto before = heads_of(world.records, world.edges);
    world.records.insert({101, 102});
    world.edges.push_back(tie(101, 102));
    auto after = heads_of(world.records, world.edges);
    EXPECT_EQ(after.at(102), 101);
    after.erase(101);
    after.erase(102);
    EXPECT_EQ(after, before);
  });
}

TEST(HubIdentityGraphTest, ADecisionCountsBeforeACard) {
  const std::vector<Edge> edges{tie(1, 3, EdgeKind::identifier), tie(2, 3),
                                tie(1, 2, EdgeKind::apart)};
  EXPECT_EQ(heads_of({1, 2, 3}, edges), (Heads{{1, 1}, {2, 2}, {3, 2}}));
}

// --- profiles of several records ----------------------------------------------------------------

WallTime at(std::int64_t day) {
  return WallTime{std::chrono::days{day}};
}

ProfileRecord record(std::string id, std::vector<Consent> consents, WallTime joined = {}) {
  ProfileRecord made;
  made.profile.id = std::move(id);
  made.profile.consents = std::move(consents);
  made.joined = joined;
  return made;
}

TEST(HubJoinedProfileTest, JoiningNeverGrantsWhatAnyRecordRefuses) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    support::RepeatableRandom random{seed};
    std::vector<ProfileRecord> records;
    std::map<std::string, bool> all_grant;
    for (std::size_t i = 0; i < 2 + random.below(3); ++i) {
      std::vector<Consent> consents;
      for (const auto* purpose : {"marketing", "profiling"}) {
        if (random.below(3) == 0) continue;
        const Consent consent{purpose, random.below(2) == 0, at(random.below(50))};
        consents.push_back(consent);
        const auto known = all_grant.try_emplace(purpose, true).first;
        known->second = known->second && consent.granted;
      }
      records.push_back(record(std::to_string(i), consents, at(i == 0 ? 0 : 60)));
    }
    for (const auto& consent : joined_profile(records).consents) {
      EXPECT_EQ(consent.granted, all_grant.at(consent.purpose)) << "seed " << seed;
    }
  }
}

TEST(HubJoinedProfileTest, WhatThePersonGrantsAnewAfterTheJoiningCounts) {
  const auto refusing = record("a", {{"marketing", false, at(1)}});
  const auto granted_before = record("b", {{"marketing", true, at(5)}}, at(10));
  const auto granted_after = record("b", {{"marketing", true, at(11)}}, at(10));
  EXPECT_FALSE(joined_profile({refusing, granted_before}).consents.at(0).granted);
  EXPECT_TRUE(joined_profile({refusing, granted_after}).consents.at(0).granted);
  const auto withdrawn_again = record("a", {{"marketing", false, at(12)}});
  EXPECT_FALSE(joined_profile({withdrawn_again, granted_after}).consents.at(0).granted);
}

TEST(HubJoinedProfileTest, WhatWasToldLastCountsAndTheRestFillsGaps) {
  ProfileRecord older;
  older.profile.id = "a";
  older.profile.given_name = "Annamaria";
  older.profile.birth_date = "1984-03-07";
  older.profile.order_count = 2;
  older.told = at(1);
  ProfileRecord newer;
  newer.profile.id = "b";
  newer.profile.given_name = "Anna";
  newer.profile.order_count = 3;
  newer.told = at(2);
  const auto whole = joined_profile({older, newer});
  EXPECT_EQ(whole.id, "a");
  EXPECT_EQ(whole.merged, std::vector<std::string>{"b"});
  EXPECT_EQ(whole.given_name, "Anna");
  EXPECT_EQ(whole.birth_date, "1984-03-07");
  EXPECT_EQ(whole.order_count, 5);
}

// --- rules and likeness -------------------------------------------------------------------------

TEST(HubIdentityRulesTest, BlocksWhatFormsAreFilledWith) {
  const IdentityRules rules;
  EXPECT_TRUE(rules.blocks("email", "noreply@shop.example"));
  EXPECT_TRUE(rules.blocks("verified_email", "noreply@shop.example"));
  EXPECT_TRUE(rules.blocks("phone", "+39000000000"));
  EXPECT_TRUE(rules.blocks("loyalty", "0000000"));
  EXPECT_FALSE(rules.blocks("email", "anna@example.org"));
  EXPECT_FALSE(rules.blocks("phone", "+393331234567"));
  EXPECT_FALSE(rules.blocks("loyalty", "2900417"));
  const IdentityRules own{.emails_max = 2, .phones_max = 3, .blocked = {"loyalty:9*1*"}};
  EXPECT_TRUE(own.blocks("loyalty", "9001"));
  EXPECT_TRUE(own.blocks("loyalty", "910"));
  EXPECT_FALSE(own.blocks("loyalty", "900"));
  EXPECT_FALSE(own.blocks("phone", "9001"));
  EXPECT_EQ(own.people_max("email"), 2);
  EXPECT_EQ(own.people_max("loyalty"), 1);
}

TEST(HubLikenessTest, WhatIsRareWeighsMoreAndAContradictionLess) {
  Twins twins;
  twins.older.given_name = "Anna";
  twins.newer.given_name = "annamaria";
  twins.shared = {{"email", 2}, {"phone", 4}};
  const auto alike = judge_by_what_is_shared(twins, 4096);
  EXPECT_DOUBLE_EQ(alike.bits, 11 + 10);
  twins.newer.given_name = "Marco";
  const auto family = judge_by_what_is_shared(twins, 4096);
  EXPECT_LT(family.bits, alike.bits);
  EXPECT_EQ(family.evidence.back().what, "other_given_name");
}

}  // namespace
}  // namespace touchpoint::hub
