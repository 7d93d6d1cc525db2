// What counts as proven, and what does not.
#include <gmock/gmock.h>

#include "sync/proof.hpp"

namespace touchpoint::sync {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Evidence good() {
  Evidence evidence;
  evidence.position = {.journal = "j", .first_kept = 1, .last = 20, .through = 17, .refused = 1};
  evidence.verified_through = 20;
  evidence.statement = Statement{};
  evidence.statement->through = 17;
  evidence.statement->stored = 16;
  evidence.statement->refused = 1;
  evidence.statement->chain_known = true;
  evidence.own_chain = Digest{};
  return evidence;
}

TEST(Proof, AddsUp) {
  const auto proof = weigh(good());
  EXPECT_TRUE(proof.proven());
  EXPECT_EQ(proof.recorded, 20);
  EXPECT_EQ(proof.pending, 3);
  EXPECT_EQ(proof.missing, 0);
  EXPECT_EQ(proof.centre->stored + proof.centre->refused + proof.pending, proof.recorded);
}

TEST(Proof, CountsWhatTheHubCannotAccountFor) {
  auto evidence = good();
  evidence.statement->stored = 14;
  const auto proof = weigh(evidence);
  EXPECT_FALSE(proof.proven());
  EXPECT_EQ(proof.missing, 2);
  EXPECT_THAT(proof.problems, ElementsAre("2 rows are missing at the hub"));
}

TEST(Proof, WhatWasLetGoAndIsNotStoredIsMissing) {
  auto evidence = good();
  evidence.position.first_kept = 19;  // a restored hub has rows 1 to 17 only
  evidence.own_chain.reset();
  const auto proof = weigh(evidence);
  EXPECT_EQ(proof.missing, 1);
  EXPECT_EQ(proof.pending, 2);
  EXPECT_FALSE(proof.proven());
}

TEST(Proof, AHoleIsALossThatIsNamed) {
  auto evidence = good();
  evidence.statement->stored = 12;
  evidence.statement->in_holes = 4;
  evidence.statement->holes = {{3, 6}};
  const auto proof = weigh(evidence);
  EXPECT_EQ(proof.missing, 0);
  EXPECT_FALSE(proof.proven());
  EXPECT_THAT(proof.problems, ElementsAre(HasSubstr("4 rows were lost at the hub")));
}

TEST(Proof, AnotherChainIsNoProof) {
  auto evidence = good();
  evidence.own_chain->fill(1);
  EXPECT_THAT(weigh(evidence).problems, ElementsAre(HasSubstr("other rows")));
}

TEST(Proof, AHubThatKnowsTheFutureIsNoProof) {
  auto evidence = good();
  evidence.statement->through = 21;
  EXPECT_THAT(weigh(evidence).problems, ElementsAre(HasSubstr("put back from a copy")));
}

TEST(Proof, DamageHereIsNoProof) {
  auto evidence = good();
  evidence.damage = "row 5: it is not what was written";
  EXPECT_THAT(weigh(evidence).problems, ElementsAre(*evidence.damage));
}

TEST(Proof, WithoutTheHubNothingIsProven) {
  auto evidence = good();
  evidence.statement.reset();
  evidence.no_statement = "no route";
  const auto proof = weigh(evidence);
  EXPECT_FALSE(proof.proven());
  EXPECT_EQ(proof.pending, 3) << "by the last receipt";
  EXPECT_THAT(proof.problems, ElementsAre("the hub could not be asked: no route"));
}

}  // namespace
}  // namespace touchpoint::sync
