// A hub's store in a folder of its own, a device's journal beside it, and words for what happens
// to them.
#pragma once

#include <gtest/gtest.h>

#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "support/fake_journal.hpp"
#include "support/held_clock.hpp"
#include "support/loop_runner.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"
#include "sync/codec/batch.hpp"
#include "sync/hub/device_batch.hpp"
#include "sync/hub/store/sqlite/sqlite_store.hpp"

namespace touchpoint::hub {

class HubStoreTest : public ::testing::Test {
 protected:
  HubStoreTest() { open(); }
  ~HubStoreTest() override { close(); }

  void open() {
    runner_ = std::make_unique<support::LoopRunner>();
    auto opened = SqliteStore::open(folder_ / "hub.db", runner_->loop(), clock_, random_);
    ASSERT_TRUE(opened) << opened.error().sentence();
    store_ = std::move(opened).value();
    store_->on_changes([this](std::vector<std::string> stores) { changed_ = std::move(stores); });
  }
  void close() {
    store_.reset();
    runner_.reset();
  }
  void restart() {
    close();
    open();
  }

  template <class T, class Call>
  Result<T> ask(Call call) {
    return runner_->wait<T>(std::move(call));
  }

  void enrol(const Sender& sender) {
    const Digest secret = crypto::sha256(as_bytes("secret of " + sender.device));
    const auto granted = ask<void>([&](auto done) {
      store_->grant_token({secret, sender, clock_.wall() + std::chrono::hours{24}},
                          std::move(done));
    });
    ASSERT_TRUE(granted);
    const auto redeemed = ask<TokenVerdict>([&](auto done) {
      store_->redeem_token(
          {secret, sender, "serial of " + sender.device, clock_.wall() + std::chrono::days{365}},
          std::move(done));
    });
    ASSERT_TRUE(redeemed);
    ASSERT_EQ(redeemed.value(), TokenVerdict::good);
  }

  FakeJournal new_journal() { return {till_, ids_.next().text(), ids_, clock_}; }

  // Rows `first` to `last`, as one batch.
  Result<Ingested> send(const FakeJournal& journal, std::size_t first, std::size_t last,
                        std::int64_t first_kept = 0) {
    return send_rows({journal.rows.begin() + static_cast<std::ptrdiff_t>(first - 1),
                      journal.rows.begin() + static_cast<std::ptrdiff_t>(last)},
                     first_kept);
  }
  Result<Ingested> send_rows(const std::vector<std::string>& rows, std::int64_t first_kept = 0) {
    return send_rows_as(till_, rows, first_kept);
  }
  Result<Ingested> send_rows_as(const Sender& sender, const std::vector<std::string>& rows,
                                std::int64_t first_kept = 0) {
    const std::vector<std::string_view> views(rows.begin(), rows.end());
    auto batch = read_device_batch(sender, "b1", sync::join_batch(views));
    if (!batch) return batch.error();
    batch.value().first_kept = first_kept;
    return ask<Ingested>(
        [&](auto done) { store_->ingest(std::move(batch).value(), std::move(done)); });
  }
  std::vector<sync::Refusal> refusals(const FakeJournal& journal) {
    auto found = ask<std::vector<sync::Refusal>>(
        [&](auto done) { store_->refusals(till_, journal.journal(), 0, std::move(done)); });
    EXPECT_TRUE(found);
    return found ? std::move(found).value() : std::vector<sync::Refusal>{};
  }

  Source add_source(const std::string& name, UserIdKind kind = UserIdKind::loyalty,
                    const std::string& home = "milano-01") {
    const NewSource source{.source = {.id = 0, .name = name, .user_id = kind, .home_store = home},
                           .key_digest = crypto::sha256(as_bytes("key of " + name))};
    EXPECT_TRUE(ask<void>([&](auto done) { store_->add_source(source, std::move(done)); }));
    auto found = ask<std::optional<Source>>(
        [&](auto done) { store_->source_of_name(name, std::move(done)); });
    return *found.value();
  }
  Taken call(const Source& source, CallKind kind, const std::string& body) {
    auto calls = read_calls(kind, body, {source.name, "IT"}, clock_.wall());
    EXPECT_TRUE(calls) << calls.error().sentence();
    auto taken = ask<Taken>([&](auto done) {
      store_->take_calls(source, std::move(calls.value().calls), std::move(done));
    });
    EXPECT_TRUE(taken);
    return taken.value();
  }

  sync::ChangePage pull(std::int64_t since = 0, std::size_t limit = 500,
                        std::optional<std::string> epoch = std::nullopt) {
    return pull_as(till_, since, limit, std::move(epoch));
  }
  sync::ChangePage pull_as(const Sender& sender, std::int64_t since = 0, std::size_t limit = 500,
                           std::optional<std::string> epoch = std::nullopt) {
    if (!epoch) epoch = status().epoch;
    auto page = ask<sync::ChangePage>([&](auto done) {
      store_->changes({sender, *epoch, since, limit}, std::move(done));
    });
    EXPECT_TRUE(page) << page.error().sentence();
    return page ? std::move(page).value() : sync::ChangePage{};
  }
  HubStatus status() {
    auto found = ask<HubStatus>([&](auto done) { store_->status(std::move(done)); });
    EXPECT_TRUE(found);
    return std::move(found).value();
  }

  support::TempFolder folder_;
  support::HeldClock clock_;
  support::RepeatableRandom random_;
  support::RepeatableRandom journal_random_{2};
  UuidSource ids_{clock_, journal_random_};
  std::unique_ptr<support::LoopRunner> runner_;
  std::unique_ptr<SqliteStore> store_;
  std::vector<std::string> changed_;  // by the last commit that changed any feed
  Sender till_{.device = "milano-01-pos-3", .store = "milano-01"};
};

}  // namespace touchpoint::hub
