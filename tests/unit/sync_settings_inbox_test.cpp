#include <gmock/gmock.h>

#include "support/memory_settings.hpp"
#include "support/repeatable_random.hpp"
#include "support/run_until.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::run_ready;
using support::run_until;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class SettingsInboxTest : public testing::Test {
 protected:
  SettingsInboxTest() {
    tuning.backoff_first = 1ms;
    tuning.backoff_longest = 2ms;
    tuning.pull_gap = 1ms;
    given.device = "pos-3";
    given.store = "milano-01";
    given.epoch = "e1";
    given.version = 5;
    open();
  }
  void open() {
    inbox = std::make_unique<SettingsInbox>(
        loop, random, store,
        SettingsInbox::Hub{
            .news =
                [this](auto done) {
                  loop.post([this, done = std::move(done)]() mutable { done(news()); });
                },
            .settings =
                [this](const SettingsCursor& cursor, auto done) {
                  asked.push_back(cursor.epoch + ":" + std::to_string(cursor.version));
                  loop.post([this, done = std::move(done)]() mutable { done(answer()); });
                }},
        SettingsInbox::Self{
            "pos-3", "milano-01", {{key_id(signer.public_key()), signer.public_key()}}},
        tuning);
  }

  News news() const { return {.epoch = given.epoch, .profiles = 0, .config = given.version}; }
  [[nodiscard]] bool settled() {
    return run_until(loop, [&] { return store.cursor().version == given.version; });
  }
  [[nodiscard]] bool asked_times(std::size_t count) {
    return run_until(loop, [&] { return asked.size() == count; });
  }

  Loop loop;
  support::RepeatableRandom random;
  support::MemorySettings store{loop};
  Tuning tuning;
  crypto::Signer signer{crypto::SigningSeed{7}};
  GivenSettings given;
  std::function<Result<std::string>()> answer = [this] {
    return Result<std::string>(sign_settings(signer, given));
  };
  std::vector<std::string> asked;
  std::unique_ptr<SettingsInbox> inbox;
};

TEST_F(SettingsInboxTest, PullsWhatIsNewAndSaysThatItHasIt) {
  inbox->start();
  ASSERT_TRUE(asked_times(2));
  EXPECT_THAT(store.taken, SizeIs(1));
  EXPECT_THAT(asked, ElementsAre(":0", "e1:5"));
  inbox->hear(news());
  run_ready(loop);
  EXPECT_THAT(asked, SizeIs(2)) << "it has that";
  given.version = 6;
  inbox->hear(news());
  ASSERT_TRUE(settled());
  ASSERT_TRUE(asked_times(4));
  EXPECT_THAT(asked, ElementsAre(":0", "e1:5", "e1:5", "e1:6"));
}

TEST_F(SettingsInboxTest, SaysAtTheStartWhatItHas) {
  inbox->start();
  ASSERT_TRUE(asked_times(2));
  open();
  inbox->start();
  ASSERT_TRUE(asked_times(3));
  EXPECT_EQ(asked.back(), "e1:5");
  EXPECT_THAT(store.taken, SizeIs(1));
}

TEST_F(SettingsInboxTest, AsksAHubThatGivesNothingForNothing) {
  inbox->hear({.epoch = "e1", .profiles = 7});
  inbox->hear({.epoch = "e1", .profiles = 7, .config = 0});
  run_ready(loop);
  EXPECT_THAT(asked, IsEmpty());
}

TEST_F(SettingsInboxTest, AnotherEpochIsAskedAbout) {
  inbox->start();
  ASSERT_TRUE(asked_times(2));
  given.epoch = "e2";
  given.version = 6;
  inbox->hear({.epoch = "e2", .profiles = 0, .config = 5});
  ASSERT_TRUE(settled());
  EXPECT_EQ(store.cursor().epoch, "e2");
  EXPECT_THAT(store.refused, IsEmpty());
}

TEST_F(SettingsInboxTest, RefusesWhatIsNotTheHubsWordToThisDevice) {
  struct Wrong {
    std::function<std::string()> jws;
    std::string says;
  };
  inbox->start();
  ASSERT_TRUE(settled());
  const auto with = [this](auto change) {
    return [this, change] {
      auto other = given;
      other.version = 99;
      change(other);
      return sign_settings(signer, other);
    };
  };
  const std::vector<Wrong> kWrong = {
      {[this] {
         auto jws = sign_settings(signer, given);
         jws[jws.size() / 2] ^= 1;
         return jws;
       },
       "0: "},
      {[this] { return sign_settings(crypto::Signer{crypto::SigningSeed{8}}, given); }, "0: "},
      {[] { return std::string("<html>log in first</html>"); }, "0: "},
      {with([](auto& other) { other.device = "pos-4"; }),
       "99: the hub's configuration is for another device, pos-4 in store milano-01"},
      {with([](auto& other) { other.store = "torino-02"; }), "pos-3 in store torino-02"},
      {with([](auto& other) { other.version = 4; }),
       "4: the hub's configuration is older (version 4) than what this device has (5)"},
  };
  std::int64_t version = 10;
  for (const auto& wrong : kWrong) {
    store.refused.clear();
    answer = [&] { return Result<std::string>(wrong.jws()); };
    const News offer{.epoch = "e1", .profiles = 0, .config = ++version};
    inbox->hear(offer);
    ASSERT_TRUE(run_until(loop, [&] { return !store.refused.empty(); })) << wrong.says;
    EXPECT_THAT(store.refused.front(), HasSubstr(wrong.says));
    const auto before = asked.size();
    inbox->hear(offer);
    run_ready(loop);
    EXPECT_EQ(asked.size(), before) << "the same is not asked for again";
    EXPECT_THAT(store.refused, SizeIs(1));
    EXPECT_EQ(store.cursor().version, 5) << "it has what it had";
  }
}

TEST_F(SettingsInboxTest, WhatTheDeviceCannotHaveIsAskedForOnce) {
  store.answer = misconfigured("\"listen\" in [web] cannot be given by the hub");
  inbox->hear(news());
  ASSERT_TRUE(run_until(loop, [&] { return !store.refused.empty(); }));
  run_ready(loop);
  EXPECT_THAT(asked, SizeIs(1));
  EXPECT_THAT(store.refused, ElementsAre("5: \"listen\" in [web] cannot be given by the hub"));
  store.answer = success();
  given.version = 6;
  inbox->hear(news());
  ASSERT_TRUE(settled());
  EXPECT_EQ(store.cursor().version, 6);
}

TEST_F(SettingsInboxTest, TroublesOnTheWayAndOnTheDiskAreOvercome) {
  int failures = 3;
  answer = [&]() -> Result<std::string> {
    if (failures-- > 0) return retry_later("the line is down");
    return sign_settings(signer, given);
  };
  store.answer = retry_later("the disk is full");
  inbox->hear(news());
  ASSERT_TRUE(run_until(loop, [&] { return asked.size() > 5; }));
  EXPECT_THAT(store.refused, IsEmpty());
  store.answer = success();
  ASSERT_TRUE(settled());
  EXPECT_EQ(store.cursor().version, 5);
}

}  // namespace
}  // namespace touchpoint::sync
