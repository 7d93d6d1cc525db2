// A replica in a folder of its own on a running loop, and the words that its tests use.
#pragma once

#include <memory>

#include <gtest/gtest.h>

#include "profiles/replica.hpp"
#include "support/held_clock.hpp"
#include "support/loop_runner.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint::support {

class ReplicaFixture : public ::testing::Test {
 protected:
  static constexpr const char* kJournal = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11";
  static constexpr const char* kAnna = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10";
  static constexpr const char* kMarco = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";

  void TearDown() override {
    stop();
    runner_.stop();
  }

  Result<profiles::Replica::Opened> try_open() {
    return runner_.on_loop([this] {
      return profiles::Replica::open({.file = file_, .journal = journal_, .store = store_}, keys_,
                                     runner_.loop(), clock_, random_);
    });
  }
  // Opens and expects that nothing had to be set aside.
  void open() {
    auto opened = try_open();
    ASSERT_TRUE(opened) << opened.error().sentence();
    ASSERT_FALSE(opened.value().set_aside) << opened.value().set_aside->sentence;
    replica_ = std::move(opened.value().replica);
  }
  void stop() {
    runner_.on_loop([this] { replica_.reset(); });
  }
  void restart() {
    stop();
    clock_.reboot();
    open();
  }

  static Experience bought(std::string id, WallTime time, std::string order_id = "W-1000") {
    Experience experience;
    experience.id = std::move(id);
    experience.time = time;
    experience.channel = "web";
    experience.source = "shop";
    experience.type = "order.completed";
    experience.order_id = std::move(order_id);
    experience.total = 129.5;
    experience.currency = "EUR";
    experience.items = {{"BAG-7", "Brown bag", 1, 129.5}};
    return experience;
  }
  // Anna, with a loyalty card and an order that waits to be collected.
  Profile anna() {
    Profile profile;
    profile.id = kAnna;
    profile.version = 3;
    profile.given_name = "Annamaria";
    profile.family_name = "Bianchini";
    profile.form_of_address = "Sig.ra";
    profile.language = "it";
    profile.channel = "email";
    profile.since = clock_.wall() - std::chrono::hours{24 * 1000};
    profile.order_count = 14;
    profile.identifiers = {{IdentifierKind::loyalty, "2900417"},
                           {IdentifierKind::email, "annamaria@example.org"}};
    profile.consents = {{"marketing", false, clock_.wall()}};
    Order order;
    order.order_id = "W-1043";
    order.status = OrderStatus::ready;
    order.store = "milano-01";
    order.shelf = "B4";
    order.items = {{"BAG-7", "Brown bag", 1, std::nullopt}};
    profile.orders = {order};
    profile.history = {bought("m-2", clock_.wall() - std::chrono::hours{1}),
                       bought("m-1", clock_.wall() - std::chrono::hours{9})};
    return profile;
  }
  static Profile marco() {
    Profile profile;
    profile.id = kMarco;
    profile.version = 1;
    profile.given_name = "Marco";
    profile.identifiers = {{IdentifierKind::loyalty, "2900418"}};
    return profile;
  }
  sync::ChangePage page(std::vector<Profile> profiles, std::int64_t through,
                        std::int64_t reflects = 0) {
    sync::ChangePage page;
    page.epoch = "6f1d";
    page.through = through;
    page.as_of = clock_.wall();
    page.reflects_journal = kJournal;
    page.reflects_through = reflects;
    page.profiles = std::move(profiles);
    return page;
  }

  Result<void> apply(sync::ChangePage page) {
    return runner_.wait<void>([&](auto done) { replica_->apply(page, std::move(done)); });
  }
  Result<void> note(std::vector<profiles::LocalEffect> effects, std::vector<TaskStep> steps = {}) {
    return runner_.wait<void>(
        [&](auto done) { replica_->note_recorded(effects, steps, std::move(done)); });
  }
  Finding find(std::vector<Identifier> identifiers) {
    return runner_.wait<Finding>([&](auto done) { replica_->find(identifiers, std::move(done)); })
        .value();
  }
  Finding find_card(std::string number) {
    return find({{IdentifierKind::loyalty, std::move(number)}});
  }
  Finding read(std::string profile) {
    return runner_.wait<Finding>([&](auto done) { replica_->read(profile, std::move(done)); })
        .value();
  }
  sync::FeedCursor cursor() {
    return runner_.on_loop([&] { return replica_->cursor(); });
  }
  DeviceStatus::Replica status() {
    return runner_.on_loop([&] { return replica_->status(); });
  }

  TempFolder folder_;
  std::filesystem::path file_ = folder_ / "profiles.db";
  std::string journal_ = kJournal;
  std::string store_ = "milano-01";
  HeldClock clock_;
  RepeatableRandom random_;
  crypto::DeviceKeys keys_ = crypto::derive_device_keys(as_bytes("a secret for tests only"));
  LoopRunner runner_;
  std::unique_ptr<profiles::Replica> replica_;
};

}  // namespace touchpoint::support
