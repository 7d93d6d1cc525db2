// The outbox when something does not work: time-outs, transports, proxies, limits.
#include "support/outbox_fixture.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::run_ready;
using support::run_until;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(OutboxTest, SendsAgainWhenNoReceiptComes) {
  tuning.receipt_timeout = 30ms;
  journal.record(3);
  start();
  ASSERT_TRUE(run_until(loop, [&] { return mqtt.sent == 2; }));
  EXPECT_NE(mqtt.batches[0].id, mqtt.batches[1].id);
  EXPECT_EQ(mqtt.batches[0].body, mqtt.batches[1].body);
  answer(mqtt, mqtt.batches[1]);
  EXPECT_EQ(outbox->through(), 3);
  EXPECT_THAT(problems, Contains(HasSubstr("no receipt")));
}

TEST_F(OutboxTest, TakesAReceiptThatComesTooLate) {
  tuning.receipt_timeout = 30ms;
  journal.record(3);
  start();
  ASSERT_TRUE(run_until(loop, [&] { return mqtt.sent == 2; }));
  answer(mqtt, mqtt.batches[0]);
  EXPECT_EQ(outbox->through(), 3);
}

TEST_F(OutboxTest, UsesTheOtherTransportAfterThreeTimesWithoutReceipt) {
  tuning.receipt_timeout = 30ms;
  journal.record(3);
  serve(https);
  start();
  ASSERT_TRUE(drained());
  EXPECT_EQ(mqtt.sent, 3);
  EXPECT_EQ(https.sent, 1);
  EXPECT_FALSE(outbox->preferred_works());
  EXPECT_THAT(receipts_by, Each("https"));
}

TEST_F(OutboxTest, GoesBackToThePreferredTransportOnceItBringsAReceiptAgain) {
  tuning.receipt_timeout = 30ms;
  serve(https);
  journal.record(1);
  start();
  ASSERT_TRUE(drained());
  ASSERT_FALSE(outbox->preferred_works());
  serve(mqtt);
  for (int i = 0; i < 1000 && !outbox->preferred_works(); ++i) {
    record(1);
    (void)run_until(
        loop, [&] { return outbox->preferred_works(); }, 5ms);
  }
  ASSERT_TRUE(outbox->preferred_works());
  const int https_before = https.sent;
  record(1);
  ASSERT_TRUE(drained());
  EXPECT_EQ(https.sent, https_before);
}

TEST_F(OutboxTest, AProbeThatIsNotAnsweredDelaysNothing) {
  tuning.receipt_timeout = 30ms;
  serve(https);
  journal.record(1);
  start();
  ASSERT_TRUE(drained());
  const int before = mqtt.sent;
  for (int i = 0; i < 100 && mqtt.sent == before; ++i) {
    record(1);
    ASSERT_TRUE(drained());
    (void)run_until(
        loop, [] { return false; }, 1ms);
  }
  EXPECT_GT(mqtt.sent, before);
  EXPECT_FALSE(outbox->preferred_works());
}

TEST_F(OutboxTest, UsesTheOtherTransportAtOnceWhenThePreferredIsNotThere) {
  journal.record(3);
  start();
  ASSERT_EQ(mqtt.sent, 1);
  mqtt.become(false);
  run_ready(loop);
  ASSERT_EQ(https.sent, 1);
  answer(https, https.batches[0]);
  EXPECT_EQ(outbox->through(), 3);
  mqtt.become(true);
  record(1);
  EXPECT_EQ(mqtt.sent, 2);
}

TEST_F(OutboxTest, WaitsLongerAndLongerWhenNothingWorks) {
  tuning.backoff_longest = 30ms;
  journal.record(3);
  start();
  mqtt.become(false);
  https.on_send = [this](const Batch& batch) {
    https.fail(batch.id, {SendFailure::Kind::unreachable, "no route to the hub", {}});
  };
  run_ready(loop);
  ASSERT_TRUE(run_until(loop, [&] { return https.sent >= 6; }));
  EXPECT_EQ(outbox->through(), 0);
  EXPECT_THAT(problems, Contains("no route to the hub"));
  EXPECT_EQ(outbox->in_flight() <= 1, true) << "one batch is enough to see whether it works";
  // Events recorded meanwhile go up in order when it works again.
  journal.record(5);
  outbox->wake(8);
  serve(https);
  ASSERT_TRUE(drained());
  EXPECT_EQ(hub.arrivals(), (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_F(OutboxTest, DoesNotWaitWhenThePreferredTransportAppears) {
  tuning.backoff_first = 1h;
  tuning.backoff_longest = 1h;
  journal.record(1);
  start();
  mqtt.become(false);
  https.on_send = [this](const Batch& batch) {
    https.fail(batch.id, {SendFailure::Kind::unreachable, "no route to the hub", {}});
  };
  run_ready(loop);
  serve(mqtt);
  mqtt.become(true);
  ASSERT_TRUE(drained());
}

TEST_F(OutboxTest, TakesRetryAfterForNoMoreThanTheLongestWait) {
  journal.record(1);
  start();
  mqtt.become(false);
  int failures = 0;
  https.on_send = [this, &failures](const Batch& batch) {
    if (++failures == 3) serve(https);
    https.fail(batch.id, {SendFailure::Kind::rejected, "503", std::chrono::hours{87'600}});
  };
  run_ready(loop);
  ASSERT_TRUE(drained());
}

TEST_F(OutboxTest, SplitsABatchThatIsTooLarge) {
  journal.record(100);
  start();
  mqtt.become(false);
  std::vector<std::size_t> taken;
  https.on_send = [&](const Batch& batch) {
    const auto plain = decompress_if_needed(batch.body, kBatchBytesMax).value();
    const auto rows = split_batch(plain).value().size();
    if (rows > 10) {
      return https.fail(batch.id, {SendFailure::Kind::too_large, "413", {}});
    }
    taken.push_back(rows);
    answer(https, batch);
  };
  run_ready(loop);
  ASSERT_TRUE(drained());
  EXPECT_EQ(hub.rows(), 100U);
  EXPECT_EQ(taken.at(0), 6U);  // 100, 50, 25, 12, 6
}

TEST_F(OutboxTest, AnEventThatIsTooLargeAloneIsToldAndKept) {
  journal.record(1);
  start();
  mqtt.become(false);
  https.on_send = [&](const Batch& batch) {
    https.fail(batch.id, {SendFailure::Kind::too_large, "the hub finds row 1 too large", {}});
  };
  run_ready(loop);
  ASSERT_TRUE(run_until(loop, [&] { return https.sent >= 3; }));
  EXPECT_THAT(problems, Contains("the hub finds row 1 too large"));
  EXPECT_EQ(outbox->through(), 0);
}

TEST_F(OutboxTest, ReadsAgainWhenTheDiskDoesNotAnswer) {
  journal.fail_reads(true);
  serve(mqtt);
  journal.record(1);
  start();
  EXPECT_THAT(problems, Contains("the disk does not answer"));
  journal.fail_reads(false);
  ASSERT_TRUE(drained());
}

TEST_F(OutboxTest, SendsOnlyTheLostBatchesRowsAgainOnceTheHubHasTheRest) {
  tuning.receipt_timeout = 500ms;
  tuning.batch_rows_max = 1;
  tuning.batches_in_flight_max = 4;
  serve(mqtt);
  journal.record(3);
  start();
  ASSERT_TRUE(drained());
  mqtt.on_send = nullptr;
  mqtt.batches.clear();
  record(4);
  ASSERT_THAT(mqtt.batches, SizeIs(4));
  // The first of four is lost, the others arrive.
  for (std::size_t i = 1; i < 4; ++i)
    answer(mqtt, mqtt.batches[i]);
  EXPECT_EQ(outbox->through(), 3);
  EXPECT_EQ(outbox->in_flight(), 4U) << "no more is sent while a gap is open";
  record(1);
  EXPECT_THAT(mqtt.batches, SizeIs(4));
  ASSERT_TRUE(run_until(loop, [&] { return mqtt.batches.size() > 4; }));
  serve(mqtt);
  answer(mqtt, mqtt.batches[4]);
  EXPECT_GE(outbox->through(), 7) << "the receipt for row 4 covers what was there before";
  ASSERT_TRUE(drained());
}

TEST_F(OutboxTest, AHubThatAnswersButDoesNotStoreIsNotAskedInAHotLoop) {
  journal.record(1);
  start();
  mqtt.become(false);
  https.on_send = [&](const Batch& batch) { https.say(hub.word(batch.id), batch.id); };
  run_ready(loop);
  const int sent = https.sent;
  EXPECT_LE(sent, 2);
  EXPECT_THAT(problems, Contains(HasSubstr("has not stored row 1")));
}

}  // namespace
}  // namespace touchpoint::sync
