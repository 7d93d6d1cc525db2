// A device's whole connection to a hub: real TLS, real HTTP, a real broker that is killed, a hub
// that comes and goes. Everything arrives once, in order.
#include <fstream>

#include <gmock/gmock.h>

#include "core/text.hpp"
#include "support/broker.hpp"
#include "support/held_clock.hpp"
#include "support/memory_journal.hpp"
#include "support/memory_replica.hpp"
#include "support/memory_settings.hpp"
#include "support/repeatable_random.hpp"
#include "support/run_until.hpp"
#include "support/tiny_hub.hpp"
#include "sync/enrol/enrolment.hpp"
#include "sync/hub_link.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::Broker;
using support::run_until;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class LinkTest : public testing::Test {
 protected:
  LinkTest() {
    tuning.receipt_timeout = 5s;
    tuning.backoff_first = 5ms;
    tuning.backoff_longest = 50ms;
    tuning.probe_first = 20ms;
    tuning.probe_longest = 100ms;
    tuning.news_poll_first = 20ms;
    tuning.news_poll_longest = 50ms;
    tuning.pull_gap = 1ms;
    tuning.state_interval = 5ms;
    tuning.offline_grace = 50ms;
    hub.store.know(journal.id());
  }

  // Enrols as in life, and connects.
  void connect(bool with_broker) {
    if (with_broker) {
      broker = std::make_unique<Broker>(pki.server());
      hub.join_broker(broker->port());
    }
    std::optional<Result<Identity>> enrolled;
    const auto enrolment = Enrolment::start(
        loop, clock,
        {.url = hub.url(),
         .token = hub.new_token(),
         .store = "store-1",
         .device = "device-1",
         .folder = folder / "identity"},
        [](std::string_view) {}, [&](auto result) { enrolled = std::move(result); });
    ASSERT_TRUE(run_until(loop, [&] { return enrolled.has_value(); }));
    ASSERT_TRUE(*enrolled) << enrolled->error().sentence();
    open();
  }
  void open() {
    const auto identity = load_identity(folder / "identity");
    ASSERT_TRUE(identity) << identity.error().sentence();
    ASSERT_TRUE(identity.value());
    auto made =
        HubLink::make(loop, clock, random, journal, replica, settings, *identity.value(), "0.1.0",
                      tuning, WallTime{}, std::nullopt,
                      {.on_online =
                           [this](std::string_view transport, std::optional<WallTime>) {
                             told.push_back("online by " + std::string(transport));
                           },
                       .on_offline = [this](std::string_view) { told.emplace_back("offline"); },
                       .on_receipt = [this](WallTime) { ++receipts; },
                       .on_page = [this] { ++pages; },
                       .on_changed = [] {}});
    ASSERT_TRUE(made) << made.error().sentence();
    link = std::move(made.value());
    link->start();
  }
  void record(int count) { link->wake(journal.record(count)); }
  [[nodiscard]] bool all_stored() {
    return run_until(loop, [&] {
      return hub.store.through() == journal.position().last &&
             journal.through() == journal.position().last;
    });
  }
  // The hub counts each row when it comes first; order within the journal is by sequence.
  void expect_each_once() {
    EXPECT_THAT(hub.store.arrivals(), SizeIs(static_cast<std::size_t>(journal.position().last)));
  }
  void expect_in_order() {
    expect_each_once();
    EXPECT_TRUE(std::ranges::is_sorted(hub.store.arrivals()));
    EXPECT_EQ(hub.store.duplicates(), 0);
  }

  Loop loop;
  support::HeldClock clock;
  support::RepeatableRandom random;
  support::Pki pki;
  support::TempFolder folder;
  support::TinyHub hub{loop, pki};
  std::unique_ptr<Broker> broker;
  support::MemoryJournal journal{loop};
  support::MemoryReplica replica{loop};
  support::MemorySettings settings{loop};
  Tuning tuning;
  std::vector<std::string> told;
  int receipts = 0;
  int pages = 0;
  std::unique_ptr<HubLink> link;
};

TEST_F(LinkTest, WorksByHttpsAlone) {
  connect(false);
  hub.change_profiles(450);
  record(2500);
  ASSERT_TRUE(all_stored());
  expect_in_order();
  ASSERT_TRUE(run_until(loop, [&] { return replica.profiles.size() == 450; }));
  const auto status = link->status();
  EXPECT_TRUE(status.enrolled);
  EXPECT_TRUE(status.online);
  EXPECT_EQ(status.transport, "https");
  EXPECT_EQ(status.problem, "");
  EXPECT_EQ(status.last_receipt, clock.wall());
  EXPECT_THAT(told, ElementsAre("online by https"));
  EXPECT_EQ(hub.last_first_kept, "1");
  hub.change_profiles(451);
  ASSERT_TRUE(run_until(loop, [&] { return replica.profiles.size() == 451; })) << "by asking";
}

TEST_F(LinkTest, PrefersTheBroker) {
  connect(true);
  ASSERT_TRUE(run_until(loop, [&] { return link->status().transport == "mqtt"; }));
  record(2500);
  ASSERT_TRUE(all_stored());
  expect_in_order();
  EXPECT_GT(hub.batches_by_mqtt, 0);
  hub.change_profiles(3);
  ASSERT_TRUE(run_until(loop, [&] { return replica.profiles.size() == 3; })) << "by news";
  ASSERT_TRUE(run_until(loop, [&] {
    return hub.last_state.find(R"("last":2500,"queue":0)") != std::string::npos;
  })) << hub.last_state;
  EXPECT_THAT(hub.last_state, HasSubstr(R"("online":true,"version":"0.1.0","journal":"7f3c1f0e)"));
  link.reset();
  ASSERT_TRUE(run_until(loop, [&] { return hub.last_state == R"({"online":false})"; }));
}

TEST_F(LinkTest, ABrokerThatIsKilledLosesNothing) {
  connect(true);
  ASSERT_TRUE(run_until(loop, [&] { return link->status().transport == "mqtt"; }));
  for (int round = 0; round < 5; ++round) {
    record(100);
    broker->kill();
    record(100);
    (void)run_until(
        loop, [] { return false; }, 5ms);
    broker->start();
    record(100);
  }
  ASSERT_TRUE(all_stored());
  expect_each_once();
  ASSERT_TRUE(run_until(loop, [&] { return link->status().transport == "mqtt"; }));
}

TEST_F(LinkTest, EverythingAwayForAWhileLosesNothing) {
  connect(true);
  record(10);
  ASSERT_TRUE(all_stored());
  broker->kill();
  hub.stop();
  ASSERT_TRUE(run_until(loop, [&] { return !told.empty() && told.back() == "offline"; }));
  EXPECT_FALSE(link->status().online);
  EXPECT_THAT(link->status().problem, Not(IsEmpty()));
  EXPECT_EQ(link->status().transport, "");
  record(3000);
  hub.change_profiles(7);
  (void)run_until(
      loop, [] { return false; }, 50ms);
  EXPECT_EQ(journal.through(), 10);
  hub.start();
  broker->start();
  ASSERT_TRUE(all_stored());
  expect_each_once();
  ASSERT_TRUE(run_until(loop, [&] { return replica.profiles.size() == 7; }));
  EXPECT_TRUE(link->status().online);
  EXPECT_THAT(told.back(), HasSubstr("online by"));
}

TEST_F(LinkTest, UsesHttpsWhenTheBrokerBringsNoReceipts) {
  tuning.receipt_timeout = 300ms;
  connect(true);
  hub.mute(true);
  ASSERT_TRUE(run_until(loop, [&] { return link->status().transport == "mqtt"; }));
  record(5);
  ASSERT_TRUE(all_stored());
  EXPECT_GT(hub.batches_by_https, 0);
  EXPECT_TRUE(link->status().online);
  hub.mute(false);
  for (int i = 0; i < 200 && link->status().transport != "mqtt"; ++i) {
    record(1);
    (void)run_until(
        loop, [&] { return link->status().transport == "mqtt"; }, 20ms);
  }
  EXPECT_EQ(link->status().transport, "mqtt") << "and goes back when it does";
  ASSERT_TRUE(all_stored());
  EXPECT_EQ(hub.store.rows(), static_cast<std::size_t>(journal.position().last));
}

TEST_F(LinkTest, WhatStandsBetweenChangesNothing) {
  connect(false);
  int asked = 0;
  hub.fault([&asked](const web::Request& request) -> std::optional<web::Response> {
    if (request.path != "/v1/events") return std::nullopt;
    web::Response response;
    response.content_type = "text/html";
    response.body = "<html><body>Please sign in to the network</body></html>";
    switch (++asked) {
      case 1:
        return response;  // 200
      case 2:
        response.status = 302;
        response.headers = {{"Location", "https://elsewhere.example/"}};
        return response;
      case 3:
        response.status = 503;
        response.headers = {{"Retry-After", "315360000"}};
        return response;
      case 4:
        response.content_type = "application/jose";
        response.body = "eyJhbGciOiJub25lIn0.e30.";
        return response;
      case 5:
        response.content_type.clear();
        response.body.clear();
        return response;
      default:
        return std::nullopt;
    }
  });
  record(10);
  ASSERT_TRUE(run_until(loop, [&] { return asked >= 1; }));
  ASSERT_TRUE(run_until(loop, [&] { return !link->status().problem.empty(); }));
  EXPECT_THAT(link->status().problem, HasSubstr("web page"));
  ASSERT_TRUE(all_stored());
  expect_each_once();
  EXPECT_EQ(asked, 6);
  EXPECT_EQ(link->status().problem, "");
}

TEST_F(LinkTest, SplitsWhatIsTooLarge) {
  connect(false);
  hub.fault([](const web::Request& request) -> std::optional<web::Response> {
    if (request.path != "/v1/events" || request.body.size() < 1000) return std::nullopt;
    web::Response response;
    response.status = 413;
    return response;
  });
  record(500);
  ASSERT_TRUE(all_stored());
  expect_each_once();
}

TEST_F(LinkTest, ARestoredHubGetsTheMissingDaysAgain) {
  connect(true);
  record(50);
  ASSERT_TRUE(all_stored());
  hub.store.roll_back(20);
  record(1);
  ASSERT_TRUE(all_stored());
  EXPECT_EQ(hub.store.rows(), 51U);
}

TEST_F(LinkTest, SaysWhatIsWrongWhenTheHubDoesNotKnowTheDevice) {
  connect(false);
  hub.fault([](const web::Request&) -> std::optional<web::Response> {
    web::Response response;
    response.status = 403;
    return response;
  });
  record(1);
  ASSERT_TRUE(run_until(loop, [&] { return !told.empty() && told.back() == "offline"; }));
  EXPECT_THAT(link->status().problem, HasSubstr("enrol it again"));
}

TEST_F(LinkTest, IsQuietOnceItIsGone) {
  connect(true);
  record(100);
  (void)run_until(
      loop, [] { return false; }, 5ms);
  link.reset();
  const int before = receipts;
  support::run_ready(loop);
  EXPECT_EQ(receipts, before);
}

// --- enrolment ----------------------------------------------------------------------------------

class EnrolmentTest : public LinkTest {
 protected:
  Result<Identity> enrol(const std::function<void(EnrolmentOrder&)>& change = {}) {
    EnrolmentOrder order{.url = hub.url(),
                         .token = hub.new_token(),
                         .store = "store-1",
                         .device = "device-1",
                         .folder = folder / "identity"};
    if (change) change(order);
    std::optional<Result<Identity>> result;
    steps.clear();
    const auto enrolment = Enrolment::start(
        loop, clock, order, [this](std::string_view step) { steps.emplace_back(step); },
        [&](auto ended) { result = std::move(ended); });
    EXPECT_TRUE(run_until(loop, [&] { return result.has_value(); }));
    return std::move(*result);
  }
  void expect_refusal(const Result<Identity>& result, const std::string& sentence) {
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().sentence(), HasSubstr(sentence));
    EXPECT_FALSE(std::filesystem::exists(folder / "identity"));
    EXPECT_FALSE(std::filesystem::exists(folder / "identity.new"));
  }

  std::vector<std::string> steps;
};

TEST_F(EnrolmentTest, KeepsAnIdentityThatCanBeLoaded) {
  const auto enrolled = enrol([](auto& order) { order.token = " " + order.token + "\n"; });
  ASSERT_TRUE(enrolled) << enrolled.error().sentence();
  EXPECT_THAT(steps, SizeIs(4));
  const auto loaded = load_identity(folder / "identity");
  ASSERT_TRUE(loaded && loaded.value());
  const auto& identity = *loaded.value();
  EXPECT_EQ(identity.device, "device-1");
  EXPECT_EQ(identity.store, "store-1");
  EXPECT_EQ(identity.private_key, enrolled.value().private_key);
  EXPECT_EQ(identity.hub.url, hub.url());
  EXPECT_EQ(identity.hub.enrolled_at, clock.wall());
  EXPECT_EQ(identity.hub.keys[0].kid, key_id(hub.store.signer().public_key()));
  EXPECT_EQ(identity.hub.mqtt, std::nullopt);
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(folder / "identity" / "key.pem").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(folder / "identity").permissions(), fs::perms::owner_all);
}

TEST_F(EnrolmentTest, ANewOneReplacesTheOldOneWhole) {
  ASSERT_TRUE(enrol());
  const auto first = load_identity(folder / "identity").value()->private_key;
  ASSERT_TRUE(enrol());
  EXPECT_NE(load_identity(folder / "identity").value()->private_key, first);
  EXPECT_FALSE(std::filesystem::exists(folder / "identity.new"));
}

TEST_F(EnrolmentTest, AFailedOneLeavesTheOldOneUntouched) {
  ASSERT_TRUE(enrol());
  const auto first = load_identity(folder / "identity").value()->private_key;
  hub.fault([](const web::Request& request) -> std::optional<web::Response> {
    if (request.path != "/v1/enrol") return std::nullopt;
    web::Response response;
    response.status = 500;
    return response;
  });
  EXPECT_FALSE(enrol());
  EXPECT_EQ(load_identity(folder / "identity").value()->private_key, first);
}

TEST_F(EnrolmentTest, SaysWhatToDoNext) {
  const auto used = hub.new_token();
  ASSERT_TRUE(enrol([&](auto& order) {
    order.token = used;
    order.folder = folder / "other";
  }));
  expect_refusal(enrol([&](auto& order) { order.token = used; }), "used already");
  expect_refusal(enrol([](auto& order) { order.token = "tp1.x"; }), "not an enrolment token");
  expect_refusal(enrol([](auto& order) { order.device = "device-2"; }), "another device");
  expect_refusal(enrol([](auto& order) { order.device = "Device 2"; }), "[device]");
  expect_refusal(enrol([](auto& order) { order.url = "http://127.0.0.1"; }), "https");
  support::Pki other;
  support::TinyHub impostor(loop, other);
  expect_refusal(enrol([&](auto& order) { order.url = impostor.url(); }), "not the hub");
  hub.stop();
  expect_refusal(enrol(), "cannot be asked");
}

// A second CA behind the right one would be trusted by every TLS library.
TEST_F(EnrolmentTest, TrustsOnlyTheCertificateThatTheTokenNames) {
  const support::Pki other;
  hub.fault([&](const web::Request& request) -> std::optional<web::Response> {
    if (request.path != "/v1/ca") return std::nullopt;
    web::Response response;
    response.content_type = "application/json";
    response.body = R"({"ca":)" +
                    json_quoted(pki.authority().certificate + other.authority().certificate) + "}";
    return response;
  });
  const auto enrolled = enrol();
  ASSERT_TRUE(enrolled) << enrolled.error().sentence();
  EXPECT_EQ(enrolled.value().ca, pki.authority().certificate);
}

TEST_F(EnrolmentTest, ADamagedIdentityIsToldAndNotUsed) {
  EXPECT_EQ(load_identity(folder / "nothing").value(), std::nullopt);
  for (const std::string file : {"key.pem", "certificate.pem", "ca.pem", "hub.json"}) {
    ASSERT_TRUE(enrol());
    std::ofstream(folder / "identity" / file, std::ios::trunc) << "half of";
    const auto loaded = load_identity(folder / "identity");
    ASSERT_FALSE(loaded) << file;
    EXPECT_TRUE(loaded.error().is(Condition::damaged));
    EXPECT_THAT(loaded.error().sentence(), HasSubstr("Enrol the device again"));
  }
  ASSERT_TRUE(enrol());
  std::ofstream(folder / "identity" / "key.pem", std::ios::trunc) << new_private_key();
  EXPECT_FALSE(load_identity(folder / "identity"));
}

TEST_F(EnrolmentTest, IsSilentWhenItIsDestroyedFirst) {
  bool told_anything = false;
  auto enrolment = Enrolment::start(
      loop, clock,
      {.url = hub.url(),
       .token = hub.new_token(),
       .store = "store-1",
       .device = "device-1",
       .folder = folder / "identity"},
      [&](std::string_view) {}, [&](const auto&) { told_anything = true; });
  (void)run_until(
      loop, [] { return false; }, 2ms);
  enrolment.reset();
  (void)run_until(
      loop, [] { return false; }, 20ms);
  EXPECT_FALSE(told_anything);
}

}  // namespace
}  // namespace touchpoint::sync
