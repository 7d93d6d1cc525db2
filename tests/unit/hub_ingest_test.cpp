#include <algorithm>

#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

using HubIngestTest = HubStoreTest;

TEST_F(HubIngestTest, ReceiptSaysThroughAndChainOfWhatIsStored) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(3);
  const auto stored = send(journal, 1, 3);
  ASSERT_TRUE(stored) << stored.error().sentence();
  EXPECT_EQ(stored.value().through, 3);
  EXPECT_EQ(stored.value().chain, journal.chain_at(3));
  EXPECT_EQ(stored.value().refused, 0);
}

TEST_F(HubIngestTest, ThroughStopsAtAGapAndPassesItWhenItCloses) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(9);
  EXPECT_EQ(send(journal, 1, 3).value().through, 3);
  EXPECT_EQ(send(journal, 7, 9).value().through, 3);
  const auto closed = send(journal, 4, 6);
  EXPECT_EQ(closed.value().through, 9);
  EXPECT_EQ(closed.value().chain, journal.chain_at(9));
  EXPECT_EQ(status().events, 9);
}

TEST_F(HubIngestTest, BatchesInAnyOrderWithEveryFifthTwiceEndComplete) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(200);
  std::vector<std::size_t> starts;
  for (std::size_t start = 1; start <= 200; start += 10) {
    starts.push_back(start);
    if (start % 50 == 1) starts.push_back(start);
  }
  for (std::size_t i = starts.size(); i > 1; --i)
    std::swap(starts[i - 1], starts[random_.below(i)]);
  std::int64_t through = 0;
  for (const auto start : starts)
    through = send(journal, start, start + 9).value().through;
  EXPECT_EQ(through, 200);
  EXPECT_EQ(status().events, 200);
  EXPECT_EQ(status().refused, 0);
}

TEST_F(HubIngestTest, RepeatsHaveNoEffectHoweverLate) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(5);
  ASSERT_TRUE(send(journal, 1, 5));
  restart();
  const auto again = send(journal, 1, 5);
  EXPECT_EQ(again.value().through, 5);
  EXPECT_EQ(again.value().stored_now, 0U);
  EXPECT_EQ(status().events, 5);
}

TEST_F(HubIngestTest, RowWhoseBodyWasChangedOnTheWayIsRefusedAndThroughPassesIt) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(3);
  auto rows = journal.rows;
  rows[1].replace(rows[1].find("wedge"), 5, "xedge");
  const auto stored = send_rows(rows);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored.value().through, 3);
  EXPECT_EQ(stored.value().refused, 1);
  EXPECT_EQ(stored.value().chain, journal.chain_at(3));
  ASSERT_EQ(refusals(journal).size(), 1U);
  EXPECT_EQ(refusals(journal)[0].sequence, 2);
  EXPECT_NE(refusals(journal)[0].reason.find("chain"), std::string::npos);
}

TEST_F(HubIngestTest, TamperedRowThatCameBeforeItsTurnIsRefusedWhenTheGapCloses) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(3);
  auto rows = journal.rows;
  rows[2].replace(rows[2].find("wedge"), 5, "xedge");
  EXPECT_EQ(send_rows({rows[2]}).value().through, 0);
  const auto closed = send_rows({rows[0], rows[1]});
  EXPECT_EQ(closed.value().through, 3);
  EXPECT_EQ(closed.value().refused, 1);
  EXPECT_EQ(status().events, 2);
}

TEST_F(HubIngestTest, RefusedRowIsStoredWhenItComesAgainUnchanged) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(3);
  auto rows = journal.rows;
  rows[1].replace(rows[1].find("wedge"), 5, "xedge");
  ASSERT_TRUE(send_rows(rows));
  const auto retried = send(journal, 2, 2);
  EXPECT_EQ(retried.value().through, 3);
  EXPECT_EQ(retried.value().refused, 0);
  EXPECT_TRUE(refusals(journal).empty());
  EXPECT_EQ(status().events, 3);
}

TEST_F(HubIngestTest, SameIdWithAnotherBodyIsRefusedAndAudited) {
  enrol(till_);
  auto journal = new_journal();
  const Uuid id = ids_.next();
  journal.write("touchpoint.staff.signed_in", R"({"staff":"giulia"})", id);
  journal.write("touchpoint.staff.signed_out", R"({"staff":"giulia"})", id);
  const auto stored = send(journal, 1, 2);
  EXPECT_EQ(stored.value().through, 2);
  EXPECT_EQ(stored.value().refused, 1);
  EXPECT_EQ(stored.value().chain, journal.chain_at(2));
  EXPECT_EQ(status().audit, 1);
}

TEST_F(HubIngestTest, AnotherBodyUnderAStoredSequenceChangesNothingAndIsAudited) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(2);
  ASSERT_TRUE(send(journal, 1, 2));
  auto forked = FakeJournal(till_, journal.journal(), ids_, clock_);
  forked.write_many(2);
  const auto stored = send(forked, 1, 2);
  EXPECT_EQ(stored.value().chain, journal.chain_at(2));
  EXPECT_EQ(status().events, 2);
  EXPECT_EQ(status().audit, 1);
}

TEST_F(HubIngestTest, RowOfAnotherDeviceIsRefused) {
  enrol(till_);
  FakeJournal foreign({.device = "milano-01-pos-4", .store = "milano-01"}, ids_.next().text(), ids_,
                      clock_);
  foreign.write_many(1);
  const auto stored = send_rows(foreign.rows);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored.value().refused, 1);
  EXPECT_EQ(status().events, 0);
}

TEST_F(HubIngestTest, DeviceThatIsNotEnrolledIsRefusedAsAWhole) {
  auto journal = new_journal();
  journal.write_many(1);
  const auto stored = send(journal, 1, 1);
  ASSERT_FALSE(stored);
  EXPECT_TRUE(stored.error().is(Condition::refused));
}

TEST_F(HubIngestTest, RowsThatADeviceNoLongerHasBecomeAHoleAndTheQueueGoesOn) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(10);
  ASSERT_TRUE(send(journal, 1, 2));
  const auto stored = send(journal, 6, 10, 6);
  EXPECT_EQ(stored.value().through, 10);
  EXPECT_EQ(stored.value().chain, journal.chain_at(10));
  EXPECT_EQ(status().devices[0].journals[0].missing, 3);
  ASSERT_TRUE(send(journal, 4, 4));
  EXPECT_EQ(status().devices[0].journals[0].missing, 2);
}

TEST_F(HubIngestTest, FirstKeptBeyondWhatIsSentMakesNoHole) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(2);
  EXPECT_EQ(send(journal, 1, 2, 1'000'000).value().through, 2);
  EXPECT_EQ(status().devices[0].journals[0].missing, 0);
}

TEST_F(HubIngestTest, AnOlderJournalThatGrowsBesideANewerOneIsNotedOnce) {
  enrol(till_);
  auto first = new_journal();
  auto second = new_journal();
  first.write_many(3);
  second.write_many(1);
  ASSERT_TRUE(send(first, 1, 1));
  ASSERT_TRUE(send(second, 1, 1));
  ASSERT_TRUE(send(first, 2, 2));
  ASSERT_TRUE(send(first, 3, 3));
  EXPECT_EQ(status().audit, 1);
}

TEST_F(HubIngestTest, RowThatIsNoEventIsRefusedInItsPlace) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(2);
  auto rows = journal.rows;
  rows[0].replace(rows[0].find(R"("specversion":"1.0")"), 19, R"("specversion":"2.0")");
  const auto stored = send_rows(rows);
  ASSERT_TRUE(stored) << stored.error().sentence();
  EXPECT_EQ(stored.value().through, 2);
  EXPECT_EQ(stored.value().refused, 1);
}

TEST_F(HubIngestTest, WhatIsNoBatchIsRefusedAsAWhole) {
  for (const std::string body : {"", "{}", "[", "[1]", "[{}]", "[] []", "\x28\xb5\x2f\xfd junk"}) {
    const auto batch = read_device_batch(till_, "b1", body);
    ASSERT_FALSE(batch) << body;
    EXPECT_TRUE(batch.error().is(Condition::refused));
  }
}

TEST_F(HubIngestTest, UnknownTypesAreStored) {
  enrol(till_);
  auto journal = new_journal();
  journal.write("touchpoint.robot.waved", R"({"times":3})");
  EXPECT_EQ(send(journal, 1, 1).value().through, 1);
  EXPECT_EQ(status().events, 1);
}

}  // namespace
}  // namespace touchpoint::hub
