// The outbox between a journal and a hub in memory, with transports whose fate the test decides.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "support/memory_hub.hpp"
#include "support/memory_journal.hpp"
#include "support/repeatable_random.hpp"
#include "support/run_until.hpp"
#include "sync/outbox.hpp"

namespace touchpoint::sync {

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
  void refusals(const std::string& journal, std::int64_t after,
                Done<std::vector<Refusal>> done) override {
    asked.push_back(journal);
    since.push_back(after);
    refusals_done = std::move(done);
  }
  std::vector<std::string> asked;
  std::vector<std::int64_t> since;
  Done<std::vector<Refusal>> refusals_done;
};

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() {
    tuning.receipt_timeout = std::chrono::hours{1};
    tuning.backoff_first = std::chrono::milliseconds{2};
    tuning.backoff_longest = std::chrono::milliseconds{20};
    tuning.probe_first = std::chrono::milliseconds{2};
    tuning.probe_longest = std::chrono::milliseconds{10};
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
    support::run_ready(loop);
  }
  void record(int count, std::size_t note_bytes = 5) {
    outbox->wake(journal.record(count, note_bytes));
    support::run_ready(loop);
  }

  // The hub takes the batch and answers by the same transport.
  void answer(HeldTransport& by, Batch batch) {
    ASSERT_TRUE(hub.take(batch.body));
    say(by, hub.word(batch.id), &by == &https ? std::optional(batch.id) : std::nullopt);
  }
  void say(HeldTransport& by, const std::string& jws, std::optional<std::string> batch = {}) {
    by.say(jws, std::move(batch));
    support::run_ready(loop);
  }
  void serve(HeldTransport& by) {
    by.on_send = [this, &by](const Batch& batch) { answer(by, batch); };
  }
  [[nodiscard]] bool drained() {
    return support::run_until(loop, [&] { return outbox->through() == journal.position().last; });
  }
  std::string signed_receipt(const std::function<void(Receipt&)>& change, const Batch& batch) {
    auto receipt = hub.receipt(batch.id);
    change(receipt);
    return hub.sign(receipt);
  }

  Loop loop;
  support::RepeatableRandom random;
  support::MemoryJournal journal{loop};
  support::MemoryHub hub;
  HeldTransport mqtt{loop, "mqtt"};
  HeldTransport https{loop, "https"};
  HeldReader reader;
  Tuning tuning;
  std::vector<std::string> problems;
  std::vector<std::string> receipts_by;
  std::unique_ptr<Outbox> outbox;
};

}  // namespace touchpoint::sync
