#include "support/outbox_fixture.hpp"
#include "sync/codec/batch.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::run_ready;
using support::run_until;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(OutboxTest, SendsWhatIsAboveTheCursorAndMovesItByTheReceipt) {
  journal.record(3);
  start();
  ASSERT_THAT(mqtt.batches, SizeIs(1));
  EXPECT_EQ(journal.through(), 0);
  answer(mqtt, mqtt.batches[0]);
  EXPECT_EQ(hub.rows(), 3U);
  EXPECT_EQ(outbox->through(), 3);
  EXPECT_EQ(journal.through(), 3);
  EXPECT_EQ(outbox->in_flight(), 0U);
  EXPECT_THAT(receipts_by, Each("mqtt"));
  record(1);
  ASSERT_THAT(mqtt.batches, SizeIs(2));
  answer(mqtt, mqtt.batches[1]);
  EXPECT_EQ(outbox->through(), 4);
  EXPECT_EQ(hub.duplicates(), 0);
}

TEST_F(OutboxTest, GoesOnWhereTheJournalSaysThatTheHubIs) {
  journal.record(5);
  journal.keep_receipt({.through = 3}, [](auto) {});
  run_ready(loop);
  start();
  ASSERT_TRUE(hub.take(mqtt.batches.at(0).body));
  EXPECT_EQ(hub.rows(), 2U);
}

TEST_F(OutboxTest, MakesBatchesByRowsAndBytesAndKeepsAWindow) {
  tuning.batch_rows_max = 10;
  tuning.batches_in_flight_max = 3;
  journal.record(100);
  start();
  EXPECT_THAT(mqtt.batches, SizeIs(1)) << "one, until the hub has shown that it is there";
  answer(mqtt, mqtt.batches[0]);
  EXPECT_THAT(mqtt.batches, SizeIs(3));
  answer(mqtt, mqtt.batches[1]);
  EXPECT_THAT(mqtt.batches, SizeIs(5));
  EXPECT_EQ(outbox->in_flight(), 3U);
  for (std::size_t i = 2; i < 10; ++i)
    answer(mqtt, mqtt.batches[i]);
  EXPECT_EQ(outbox->through(), 100);
  EXPECT_EQ(mqtt.sent, 10);
  EXPECT_EQ(hub.duplicates(), 0);
  EXPECT_TRUE(std::ranges::is_sorted(hub.arrivals()));
}

TEST_F(OutboxTest, KeepsBatchesWithinTheirBytes) {
  tuning.batch_bytes_max = 100'000;
  tuning.compress_from = 1'000'000;
  serve(mqtt);
  journal.record(40, 10'000);
  start();
  ASSERT_TRUE(drained());
  ASSERT_THAT(mqtt.batches, SizeIs(testing::Gt(3U)));
  mqtt.batches.pop_back();
  for (const auto& batch : mqtt.batches) {
    EXPECT_LE(batch.body.size(), 100'002U);
    EXPECT_GT(batch.body.size(), 80'000U);
  }
}

TEST_F(OutboxTest, CompressesWhenItPays) {
  journal.record(100);
  start();
  EXPECT_TRUE(mqtt.batches.at(0).body.starts_with("\x28\xb5\x2f\xfd"));
  EXPECT_LT(mqtt.batches[0].body.size(), 100U * 200U);
  tuning.compress_from = 1'000'000;
  journal.record(1);
  start();
  EXPECT_TRUE(mqtt.batches.at(1).body.starts_with("[{"));
}

TEST_F(OutboxTest, FetchesRefusalsWhenTheirNumberGrows) {
  serve(mqtt);
  journal.record(3);
  start();
  ASSERT_TRUE(drained());
  EXPECT_THAT(reader.asked, IsEmpty());
  hub.refuse(1);
  record(1);
  ASSERT_THAT(reader.asked, SizeIs(1));
  reader.refusals_done(retry_later("no route to the hub"));
  record(1);
  ASSERT_THAT(reader.asked, SizeIs(2)) << "asked again with the next receipt";
  reader.refusals_done(std::vector<Refusal>{{4, "its time has no zone"}});
  run_ready(loop);
  ASSERT_THAT(journal.refusals(), SizeIs(1));
  EXPECT_EQ(journal.refusals()[0].sequence, 4);
  record(1);
  EXPECT_THAT(reader.asked, SizeIs(2)) << "and not again without need";
}

TEST_F(OutboxTest, SendsRefusedRowsAgainAndAsksWhatIsRefusedNow) {
  tuning.compress_from = kBatchBytesMax;  // to look into what is sent
  serve(mqtt);
  journal.record(5);
  start();
  ASSERT_TRUE(drained());
  hub.refuse(1);
  record(1);
  reader.refusals_done(std::vector<Refusal>{{3, "its time has no zone"}});
  run_ready(loop);
  ASSERT_THAT(journal.refusals(), SizeIs(1));
  std::optional<Result<void>> done;
  outbox->retry({{3, journal.row(3)}}, [&](auto result) { done = std::move(result); });
  run_ready(loop);
  EXPECT_THAT(decompress_if_needed(mqtt.batches.back().body, kBatchBytesMax).value(),
              HasSubstr("00000000000000000003"));
  ASSERT_THAT(reader.asked, SizeIs(2)) << "once more, though the number may be the same";
  EXPECT_FALSE(done);
  reader.refusals_done(std::vector<Refusal>{});
  run_ready(loop);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->has_value());
  EXPECT_THAT(journal.refusals(), IsEmpty());
  EXPECT_EQ(outbox->through(), 6);
}

TEST_F(OutboxTest, ARetryWithoutAReceiptSaysSo) {
  tuning.receipt_timeout = 20ms;
  journal.record(1);
  start();
  answer(mqtt, mqtt.batches.at(0));
  std::optional<Result<void>> done;
  outbox->retry({{1, journal.row(1)}}, [&](auto result) { done = std::move(result); });
  std::optional<Result<void>> second;
  outbox->retry({{1, journal.row(1)}}, [&](auto result) { second = std::move(result); });
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->error().is(Condition::retry_later)) << "one at a time";
  ASSERT_TRUE(run_until(loop, [&] { return done.has_value(); }));
  EXPECT_TRUE(done->error().is(Condition::retry_later));
  EXPECT_EQ(outbox->through(), 1) << "nothing else is disturbed";
}

TEST_F(OutboxTest, ReadsALongListOfRefusalsPageByPage) {
  serve(mqtt);
  journal.record(3000);
  start();
  ASSERT_TRUE(drained());
  hub.refuse(1001);
  record(1);
  std::vector<Refusal> page;
  for (std::int64_t i = 1; i <= 1000; ++i)
    page.push_back({i, "no"});
  reader.refusals_done(page);
  run_ready(loop);
  ASSERT_THAT(reader.since, SizeIs(2));
  EXPECT_EQ(reader.since.back(), 1000);
  reader.refusals_done(std::vector<Refusal>{{1500, "no"}});
  run_ready(loop);
  EXPECT_THAT(journal.refusals(), SizeIs(1001));
}

TEST_F(OutboxTest, AHubThatTakesNoNoticeOfSinceIsNotAskedForEver) {
  serve(mqtt);
  journal.record(3000);
  start();
  ASSERT_TRUE(drained());
  hub.refuse(1001);
  record(1);
  std::vector<Refusal> page;
  for (std::int64_t i = 1; i <= 1000; ++i)
    page.push_back({i, "no"});
  reader.refusals_done(page);
  run_ready(loop);
  ASSERT_THAT(reader.since, SizeIs(2));
  reader.refusals_done(page);
  run_ready(loop);
  EXPECT_THAT(reader.since, SizeIs(2)) << "only the next receipt gives a reason to ask again";
  EXPECT_THAT(journal.refusals(), SizeIs(1000));
}

TEST_F(OutboxTest, SurvivesAThousandWordsASecond) {
  tuning.receipt_timeout = 30ms;
  journal.record(1);
  start();
  const auto batch = mqtt.batches.at(0);
  for (int i = 0; i < 2000; ++i)
    mqtt.say("poison");
  run_ready(loop);
  answer(mqtt, batch);
  EXPECT_EQ(outbox->through(), 1);
}

TEST_F(OutboxTest, IsCalledByNobodyOnceItIsGone) {
  journal.record(3);
  start();
  outbox->wake(journal.record(3));
  mqtt.say(hub.word("x"));
  outbox.reset();
  run_ready(loop);
  mqtt.say("late");
  mqtt.become(false);
  mqtt.fail("late", {});
  run_ready(loop);
}

}  // namespace
}  // namespace touchpoint::sync
