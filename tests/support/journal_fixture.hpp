// A journal in a folder of its own on a running loop, and the words that its tests use.
#pragma once

#include <future>
#include <memory>

#include <gtest/gtest.h>

#include "crypto/device_key.hpp"
#include "journal/journal.hpp"
#include "support/held_clock.hpp"
#include "support/loop_runner.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint::support {

class JournalFixture : public ::testing::Test {
 protected:
  void TearDown() override {
    stop();
    runner_.stop();
  }

  Result<journal::Journal::Opened> try_open() {
    return runner_.on_loop([this] {
      return journal::Journal::open(options(), keys_, runner_.loop(), clock_, random_);
    });
  }
  journal::Options options() {
    return {.file = file_,
            .source = source_,
            .file_max = file_max_,
            .look_for_room = std::chrono::milliseconds{1},
            .ballast = ballast_};
  }
  // Opens and expects that nothing had to be set aside.
  void open() {
    auto opened = try_open();
    ASSERT_TRUE(opened) << opened.error().sentence();
    ASSERT_FALSE(opened.value().set_aside) << opened.value().set_aside->sentence;
    journal_ = std::move(opened.value().journal);
  }
  void stop() {
    runner_.on_loop([this] { journal_.reset(); });
  }
  void restart() {
    stop();
    clock_.reboot();
    open();
  }

  // Whether it became so; asks the loop again and again.
  template <class Condition>
  [[nodiscard]] static bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
    }
    return true;
  }

  NewEvent event(std::string data = R"({"order_id":"W-1043"})") {
    return {.id = ids_.next(),
            .type = "touchpoint.order.collected",
            .time = clock_.wall(),
            .actor = Actor::employee,
            .touchpoint = "counter-1",
            .data = std::move(data)};
  }
  Result<Recorded> record(NewEvent event) {
    return runner_.wait<Recorded>([&](auto done) { journal_->record(event, std::move(done)); });
  }
  // Records all in one go, so that they share groups; answers in the order of the events.
  std::vector<Result<Recorded>> record_together(const std::vector<NewEvent>& events) {
    std::vector<Result<Recorded>> answers;
    std::promise<void> all;
    runner_.on_loop([&] {
      for (const auto& each : events) {
        journal_->record(each, [&](Result<Recorded> answer) {
          answers.push_back(std::move(answer));
          if (answers.size() == events.size()) all.set_value();
        });
      }
    });
    if (all.get_future().wait_for(kPatience) != std::future_status::ready) {
      throw std::runtime_error("not everything was answered");
    }
    return answers;
  }
  std::vector<sync::OutgoingEvent> outgoing(std::int64_t after = 0, std::size_t rows = 100'000,
                                            std::size_t bytes = 1U << 30U) {
    return runner_
        .wait<std::vector<sync::OutgoingEvent>>(
            [&](auto done) { journal_->read_after(after, rows, bytes, std::move(done)); })
        .value();
  }
  std::optional<Digest> chain_at(std::int64_t sequence) {
    return runner_
        .wait<std::optional<Digest>>(
            [&](auto done) { journal_->chain_at(sequence, std::move(done)); })
        .value();
  }
  Result<bool> keep_receipt(std::int64_t through, std::int64_t refused = 0,
                            std::optional<Digest> chain = std::nullopt, bool may_be_gone = false) {
    return runner_.wait<bool>([&](auto done) {
      journal_->keep_receipt({.through = through,
                              .refused = refused,
                              .jws = "a.b.c",
                              .chain = chain,
                              .chain_may_be_gone = may_be_gone},
                             std::move(done));
    });
  }
  Result<void> keep_refusals(std::vector<sync::Refusal> refusals) {
    return runner_.wait<void>([&](auto done) {
      journal_->keep_refusals({.refusals = std::move(refusals)}, std::move(done));
    });
  }
  sync::JournalPosition position() {
    return runner_.on_loop([&] { return journal_->position(); });
  }
  DeviceStatus::Journal status() {
    return runner_.on_loop([&] { return journal_->status(); });
  }

  TempFolder folder_;
  std::filesystem::path file_ = folder_ / "journal.db";
  std::string source_ = "/stores/milano-01/devices/milano-01-pos-3";
  std::int64_t file_max_ = limits::kJournalBytesMax;
  std::int64_t ballast_ = 64 * 1024;
  HeldClock clock_;
  RepeatableRandom random_;
  UuidSource ids_{clock_, random_};
  crypto::DeviceKeys keys_ = crypto::derive_device_keys(as_bytes("a secret for tests only"));
  LoopRunner runner_;
  std::unique_ptr<journal::Journal> journal_;
};

}  // namespace touchpoint::support
