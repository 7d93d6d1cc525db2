// What a receipt must be to be believed (CONTRACT.md, "Up"), and hubs that were restored.
#include "support/outbox_fixture.hpp"

namespace touchpoint::sync {
namespace {

using support::MemoryHub;
using support::run_ready;
using support::run_until;
using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

struct Claim {
  std::string name;
  std::function<void(Receipt&)> change;
  std::int64_t expected;  // the cursor afterwards; it was 3, the hub has 6, the journal 8
};

class ReceiptClaim : public OutboxTest, public testing::WithParamInterface<Claim> {};

TEST_P(ReceiptClaim, MovesTheCursorOnlyWhenItIsProven) {
  tuning.batch_rows_max = 3;
  tuning.batches_in_flight_max = 2;
  journal.record(8);
  start();
  answer(mqtt, mqtt.batches.at(0));
  ASSERT_EQ(outbox->through(), 3);
  ASSERT_THAT(mqtt.batches, SizeIs(3));
  const auto batch = mqtt.batches[1];  // rows 4 to 6, sent after the receipt for 3
  ASSERT_TRUE(hub.take(batch.body));
  say(mqtt, signed_receipt(GetParam().change, batch));
  EXPECT_EQ(outbox->through(), GetParam().expected);
  EXPECT_EQ(journal.through(), GetParam().expected);
}

Digest other_chain() {
  Digest digest{};
  digest.fill(1);
  return digest;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ReceiptClaim,
    testing::Values(
        Claim{"as it should be", [](Receipt&) {}, 6},
        Claim{"answers nothing known, but is higher", [](Receipt& r) { r.answers = "x"; }, 6},
        Claim{"answers nothing at all, but is higher", [](Receipt& r) { r.answers = ""; }, 6},
        Claim{"another device", [](Receipt& r) { r.device = "device-2"; }, 3},
        Claim{"another journal",
              [](Receipt& r) { r.journal = "7f3c1f0e-55a0-4f6e-8d2d-000000000000"; }, 3},
        Claim{"beyond what was recorded", [](Receipt& r) { r.through = 9; }, 3},
        Claim{"another chain", [](Receipt& r) { r.chain = other_chain(); }, 3},
        Claim{"the chain of another row", [](Receipt& r) { r.through = 5; }, 3},
        Claim{"the same as before, and lower than what was sent", [](Receipt& r) { r.through = 3; },
              3},
        Claim{"lower, for a batch sent since, with another chain",
              [](Receipt& r) {
                r.through = 2;
                r.chain = other_chain();
              },
              3},
        Claim{"lower, and for nothing that was sent since",
              [](Receipt& r) {
                r.through = 0;
                r.answers = "x";
                r.chain = crypto::chain_start(r.journal);
              },
              3},
        Claim{"lower, for a batch sent since: the hub was restored",
              [](Receipt& r) {
                r.through = 0;
                r.chain = crypto::chain_start(r.journal);
              },
              0}),
    [](const auto& claim) {
      auto name = claim.param.name;
      std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
      return name;
    });

TEST_F(OutboxTest, BelievesNoOtherSignature) {
  const MemoryHub impostor{9};
  journal.record(1);
  start();
  const auto batch = mqtt.batches.at(0);
  ASSERT_TRUE(hub.take(batch.body));
  say(mqtt, impostor.sign(hub.receipt(batch.id)));
  EXPECT_EQ(outbox->through(), 0);
  EXPECT_THAT(problems, Contains(HasSubstr("does not know")));
}

TEST_F(OutboxTest, APageOfAProxyChangesNothing) {
  journal.record(1);
  start();
  mqtt.become(false);
  run_ready(loop);
  const auto batch = https.batches.at(0);
  say(https, "<html><body>Please sign in</body></html>", batch.id);
  EXPECT_EQ(outbox->through(), 0);
  EXPECT_FALSE(problems.empty());
  serve(https);
  // A slow machine has sent it again by now, and nobody answered.
  if (https.batches.size() > 1) answer(https, https.batches.back());
  ASSERT_TRUE(drained()) << "and it is sent again";
}

TEST_F(OutboxTest, AReceiptForAnotherBatchIsNoAnswer) {
  journal.record(2);
  start();
  mqtt.become(false);
  run_ready(loop);
  serve(https);
  say(https, hub.word("another"), https.batches.at(0).id);
  EXPECT_THAT(problems, Contains(HasSubstr("answers another batch")));
  ASSERT_TRUE(drained());
}

TEST_F(OutboxTest, ARestoredHubGetsTheMissingRowsAgain) {
  serve(mqtt);
  journal.record(10);
  start();
  ASSERT_TRUE(drained());
  hub.roll_back(4);
  record(1);
  ASSERT_TRUE(run_until(loop, [&] { return hub.through() == 11; }));
  ASSERT_TRUE(run_until(loop, [&] { return outbox->through() == 11; }));
  EXPECT_EQ(hub.rows(), 11U);
}

TEST_F(OutboxTest, ARestoredHubGetsWhatIsStillHere) {
  serve(mqtt);
  journal.record(10);
  start();
  ASSERT_TRUE(drained());
  journal.trim_below(8);
  hub.roll_back(4);
  mqtt.on_send = nullptr;
  record(1);
  answer(mqtt, mqtt.batches.back());  // through 4: its chain value is no longer here
  EXPECT_EQ(outbox->through(), 4);
  EXPECT_EQ(journal.through(), 4);
  EXPECT_EQ(mqtt.batches.back().first_kept, 8);
}

TEST_F(OutboxTest, AnOldReceiptDoesNotHideWhatARestoredHubHasLost) {
  serve(mqtt);
  journal.record(10);
  start();
  ASSERT_TRUE(drained());
  const auto old_word = hub.word("before");
  hub.roll_back(4);
  mqtt.on_send = nullptr;
  record(1);
  answer(mqtt, mqtt.batches.back());
  ASSERT_EQ(outbox->through(), 4);
  say(mqtt, old_word);  // as a broker has it retained
  EXPECT_EQ(outbox->through(), 4);
  serve(mqtt);
  answer(mqtt, mqtt.batches.back());
  ASSERT_TRUE(run_until(loop, [&] { return hub.through() == 11 && outbox->through() == 11; }));
}

}  // namespace
}  // namespace touchpoint::sync
