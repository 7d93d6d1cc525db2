// Which rows leave their chain out (CONTRACT.md, "Runs").
#include "core/event.hpp"
#include "support/outbox_fixture.hpp"
#include "sync/codec/batch.hpp"

namespace touchpoint::sync {
namespace {

using support::run_ready;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OutboxRunsTest : public OutboxTest {
 protected:
  OutboxRunsTest() {
    tuning.batch_rows_max = 6;
    tuning.batches_in_flight_max = 1;
    tuning.backoff_first = tuning.backoff_longest = std::chrono::milliseconds{0};
    hub.take_runs(true);
  }
  // The rows of a batch that say their chain, counted from 1.
  static std::vector<std::size_t> say_their_chain(const Batch& batch) {
    const auto text = decompress_if_needed(batch.body, kBatchBytesMax).value();
    std::vector<std::size_t> saying;
    const auto rows = split_batch(text).value();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (ends_in_chain(rows[i])) saying.push_back(i + 1);
    }
    return saying;
  }
  auto chains(std::size_t batch) const { return say_their_chain(mqtt.batches.at(batch)); }
  static std::vector<std::int64_t> sequences(const Batch& batch) {
    const auto text = decompress_if_needed(batch.body, kBatchBytesMax).value();
    std::vector<std::int64_t> found;
    const auto rows = split_batch(text).value();
    for (const auto row : rows)
      found.push_back(
          sequence_from_text(row.substr(row.find(R"("sequence":")") + 12, 20)).value_or(0));
    return found;
  }
  std::string refusing(const Batch& batch, std::int64_t through, std::int64_t refused) {
    return signed_receipt(
        [&](Receipt& receipt) {
          receipt.runs = false;
          receipt.through = through;
          receipt.chain = journal.chain(through);
          receipt.refused = refused;
        },
        batch);
  }
  void tell_refusals(const std::vector<std::int64_t>& rows) {
    std::vector<Refusal> refusals;
    for (const auto row : rows)
      refusals.push_back({row, "the event does not end in its member `chain`"});
    std::exchange(reader.refusals_done, {})(std::move(refusals));
    run_ready(loop);
  }
};

TEST_F(OutboxRunsTest, OnlyTheEndsOfARunSayTheirChainOnceTheHubTakesRuns) {
  journal.record(20);
  start();
  EXPECT_THAT(chains(0), ElementsAre(1, 2, 3, 4, 5, 6)) << "nobody has said that it takes them";
  answer(mqtt, mqtt.batches[0]);
  EXPECT_THAT(chains(1), ElementsAre(1, 6));
  answer(mqtt, mqtt.batches[1]);
  answer(mqtt, mqtt.batches[2]);
  EXPECT_THAT(chains(3), ElementsAre(1, 2)) << "two rows have nothing between them";
  answer(mqtt, mqtt.batches[3]);
  EXPECT_EQ(outbox->through(), 20);
  for (std::int64_t row = 1; row <= 20; ++row)
    EXPECT_EQ(hub.row(row), journal.row(row));
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(OutboxRunsTest, EveryRowSaysItsChainToAHubThatDoesNotTakeRuns) {
  hub.take_runs(false);
  serve(mqtt);
  journal.record(20);
  start();
  ASSERT_TRUE(drained());
  EXPECT_THAT(chains(3), ElementsAre(1, 2));
  EXPECT_THAT(chains(2), SizeIs(6));
}

TEST_F(OutboxRunsTest, ARetainedReceiptIsNoPromiseOfTheHubThatIsThereNow) {
  journal.record(20);
  const auto before = signed_receipt([](Receipt& r) { r.answers = "before"; }, {});
  start();
  say(mqtt, before);
  hub.take_runs(false);
  answer(mqtt, mqtt.batches[0]);
  EXPECT_THAT(chains(1), SizeIs(6));
}

TEST_F(OutboxRunsTest, EveryRowSaysItsChainAgainAfterAFailure) {
  journal.record(30);
  start();
  answer(mqtt, mqtt.batches[0]);
  ASSERT_THAT(chains(1), SizeIs(2));
  hub.take_runs(false);  // as if an older hub had been put in its place
  mqtt.fail(mqtt.batches[1].id, {SendFailure::Kind::unreachable, "no answer", {}});
  run_ready(loop);
  ASSERT_THAT(mqtt.batches, SizeIs(3));
  EXPECT_THAT(chains(2), SizeIs(6));
  answer(mqtt, mqtt.batches[2]);
  EXPECT_THAT(chains(3), SizeIs(6));
}

TEST_F(OutboxRunsTest, ARunEndsBeforeARowThatDoesNotFollow) {
  journal.record(12);
  journal.change(9);
  start();
  answer(mqtt, mqtt.batches[0]);
  // Rows 7 to 12. Row 9 does not follow from 8; row 10 says what follows from 9's claim.
  EXPECT_THAT(chains(1), ElementsAre(1, 2, 3, 6));
}

// An older hub was put in the place of the one that said that it takes runs.
TEST_F(OutboxRunsTest, WhatWasRefusedInARunGoesOnceMoreWithItsChainByItself) {
  tuning.batches_in_flight_max = 2;
  journal.record(24);
  start();
  answer(mqtt, mqtt.batches[0]);
  ASSERT_THAT(mqtt.batches, SizeIs(3));
  ASSERT_THAT(chains(2), ElementsAre(1, 6)) << "rows 13 to 18 are under way, too";
  say(mqtt, refusing(mqtt.batches[1], 12, 4));
  say(mqtt, refusing(mqtt.batches[2], 18, 8));
  ASSERT_THAT(reader.asked, SizeIs(1));
  tell_refusals({8, 9, 10, 11});
  ASSERT_THAT(reader.asked, SizeIs(2)) << "meanwhile it refused more";
  tell_refusals({8, 9, 10, 11, 14, 15, 16, 17});
  auto again = mqtt.batches.back();
  EXPECT_THAT(sequences(again), ElementsAre(8, 9, 10, 11));
  EXPECT_THAT(say_their_chain(again), SizeIs(4));
  say(mqtt, refusing(again, 18, 4));
  tell_refusals({14, 15, 16, 17});
  again = mqtt.batches.back();
  EXPECT_THAT(sequences(again), ElementsAre(14, 15, 16, 17));
  say(mqtt, refusing(again, 18, 1));
  tell_refusals({16});
  const auto sent = mqtt.batches.size();
  say(mqtt, refusing(again, 18, 1));
  EXPECT_THAT(mqtt.batches, SizeIs(sent)) << "what is wrong in itself stays refused";
  EXPECT_THAT(journal.refusals(), SizeIs(1));
}

TEST_F(OutboxRunsTest, WhatIsRefusedInNoRunIsNotSentAgain) {
  tuning.batches_in_flight_max = 1;
  hub.take_runs(false);
  journal.record(6);
  start();
  say(mqtt, refusing(mqtt.batches[0], 6, 1));
  tell_refusals({3});
  EXPECT_THAT(mqtt.batches, SizeIs(1));
}

TEST_F(OutboxRunsTest, RowsThatAreSentAgainSayTheirChain) {
  journal.record(12);
  start();
  answer(mqtt, mqtt.batches[0]);
  outbox->retry({{2, journal.row(2)}, {3, journal.row(3)}, {4, journal.row(4)}}, [](auto) {});
  run_ready(loop);
  EXPECT_THAT(say_their_chain(mqtt.batches.back()), ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace touchpoint::sync
