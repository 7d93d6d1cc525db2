#include <gmock/gmock.h>

#include "support/memory_hub.hpp"
#include "support/memory_journal.hpp"
#include "support/repeatable_random.hpp"
#include "support/run_until.hpp"
#include "sync/outbox.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::MemoryHub;
using support::MemoryJournal;
using support::run_ready;
using support::run_until;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Keeps what it is given until the test says what becomes of it.
class HeldTransport final : public Transport {
 public:
  HeldTransport(Loop& loop, std::string name) : loop_(loop), name_(std::move(name)) {}

  void listen(Listener listener) override { listener_ = std::move(listener); }
  std::string_view name() const override { return name_; }
  bool available() const override { return available_; }
  void send(Batch batch) override {
    batches.push_back(batch);
    ++sent;
    if (on_send) loop_.post([this, batch = std::move(batch)] { on_send(batch); });
  }

  void become(bool available) {
    available_ = available;
    listener_.on_available(available);
  }
  void say(std::string jws, std::optional<std::string> batch = std::nullopt) {
    listener_.on_word(std::move(jws), std::move(batch));
  }
  void fail(const std::string& batch, SendFailure failure) { listener_.on_failed(batch, failure); }

  std::vector<Batch> batches;
  int sent = 0;
  std::function<void(const Batch&)> on_send;

 private:
  Loop& loop_;
  std::string name_;
  Listener listener_;
  bool available_ = true;
};

class HeldReader final : public HubReader {
 public:
  void news(Done<News>) override {}
  void changes(const FeedCursor&, std::size_t, Done<ChangePage>) override {}
  void refusals(const std::string& journal, std::int64_t,
                Done<std::vector<Refusal>> done) override {
    asked.push_back(journal);
    refusals_done = std::move(done);
  }
  std::vector<std::string> asked;
  Done<std::vector<Refusal>> refusals_done;
};

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() {
    tuning.receipt_timeout = 1h;
    tuning.backoff_first = 2ms;
    tuning.backoff_longest = 20ms;
    tuning.probe_first = 2ms;
    tuning.probe_longest = 10ms;
    hub.know(journal.id());
  }

  void start() {
    outbox = std::make_unique<Outbox>(
        loop, random, journal, reader, &mqtt, https, "device-1", hub.keys(), tuning,
        Outbox::Callbacks{
            .on_receipt = [this](std::string_view transport,
                                 const Receipt&) { receipts_by.emplace_back(transport); },
            .on_problem = [this](std::string_view,
                                 const std::string& sentence) { problems.push_back(sentence); }});
    outbox->wake(journal.position().last);
    run_ready(loop);
  }
  void record(int count, std::size_t note_bytes = 5) {
    outbox->wake(journal.record(count, note_bytes));
    run_ready(loop);
  }

  // The hub takes the batch and answers by the same transport.
  void answer(HeldTransport& by, Batch batch) {
    ASSERT_TRUE(hub.take(batch.body));
    say(by, hub.word(batch.id), &by == &https ? std::optional(batch.id) : std::nullopt);
  }
  void say(HeldTransport& by, const std::string& jws, std::optional<std::string> batch = {}) {
    by.say(jws, std::move(batch));
    run_ready(loop);
  }
  void serve(HeldTransport& by) {
    by.on_send = [this, &by](const Batch& batch) { answer(by, batch); };
  }
  [[nodiscard]] bool drained() {
    return run_until(loop, [&] { return outbox->through() == journal.position().last; });
  }
  std::string signed_receipt(const std::function<void(Receipt&)>& change, const Batch& batch) {
    auto receipt = hub.receipt(batch.id);
    change(receipt);
    return hub.sign(receipt);
  }

  Loop loop;
  support::RepeatableRandom random;
  MemoryJournal journal{loop};
  MemoryHub hub;
  HeldTransport mqtt{loop, "mqtt"};
  HeldTransport https{loop, "https"};
  HeldReader reader;
  Tuning tuning;
  std::vector<std::string> problems;
  std::vector<std::string> receipts_by;
  std::unique_ptr<Outbox> outbox;
};

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
  journal.keep_receipt(3, "", [](auto) {});
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

// --- what a receipt must be to be believed (CONTRACT.md, "Up")
// ------------------------------------

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
  serve(https);
  say(https, "<html><body>Please sign in</body></html>", batch.id);
  EXPECT_EQ(outbox->through(), 0);
  EXPECT_FALSE(problems.empty());
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

}  // namespace
}  // namespace touchpoint::sync
