// Some power cuts of each kind, the same ones each time, so that a change is judged by what it
// changed; tests/faults does thousands, with a new seed each time.
#include <gtest/gtest.h>

#include "faults/rig.hpp"

namespace touchpoint::faults {
namespace {

class PowerCutTest : public ::testing::Test {
 protected:
  // What is wrong prints the command that does it again.
  static void expect_nothing_wrong(const Tally& tally) {
    EXPECT_EQ(tally.lost, 0);
    EXPECT_EQ(tally.doubled, 0);
    EXPECT_EQ(tally.out_of_order, 0);
    EXPECT_EQ(tally.other, 0);
    EXPECT_GT(tally.acknowledged, 0);
  }

  Plan plan_ = {.cuts = 60, .seed = 20261122, .stride = 80};
};

TEST_F(PowerCutTest, TheJournalLosesNothingAndIsNeverSetAside) {
  expect_nothing_wrong(run_cuts("journal", plan_, journal_subject));
}

TEST_F(PowerCutTest, TheJournalRecoversFromEachFailureOfItsDisk) {
  expect_nothing_wrong(run_failures("journal", plan_, journal_subject));
}

TEST_F(PowerCutTest, TheHubLosesNothingAndIsNeverDamaged) {
  expect_nothing_wrong(run_cuts("hub", plan_, hub_subject));
}

TEST_F(PowerCutTest, TheHubRecoversFromEachFailureOfItsDisk) {
  expect_nothing_wrong(run_failures("hub", plan_, hub_subject));
}

TEST_F(PowerCutTest, TheReplicaKeepsPageAndCursorTogether) {
  expect_nothing_wrong(run_cuts("replica", plan_, replica_subject));
}

TEST_F(PowerCutTest, TheReplicaRecoversFromEachFailureOfItsDisk) {
  expect_nothing_wrong(run_failures("replica", plan_, replica_subject));
}

TEST_F(PowerCutTest, AnUpgradeLeavesOneVersionOrTheNext) {
  plan_.stride = 5;
  expect_nothing_wrong(run_migrations(plan_));
}

}  // namespace
}  // namespace touchpoint::faults
