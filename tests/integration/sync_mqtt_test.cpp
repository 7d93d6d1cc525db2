// MqttClient against a real Mosquitto with TLS.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/broker.hpp"
#include "support/pki.hpp"
#include "support/run_until.hpp"
#include "sync/https/tls_context.hpp"
#include "sync/mqtt/client.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::Broker;
using support::Credentials;
using support::Pki;
using support::run_ready;
using support::run_until;
using testing::ElementsAre;
using testing::HasSubstr;

// One client and everything that it was told.
struct Client {
  Client(Loop& on, MqttSettings settings) : loop(on) {
    auto made = MqttClient::make(
        loop, std::move(settings),
        {.on_connected =
             [this] {
               ++connections;
               if (on_connected) on_connected();
             },
         .on_disconnected = [this](std::string_view why) { problems.emplace_back(why); },
         .on_message = [this](MqttMessage message) { messages.push_back(std::move(message)); }});
    EXPECT_TRUE(made) << (made ? "" : made.error().sentence());
    client = std::move(made.value());
    EXPECT_TRUE(client->start());
  }

  [[nodiscard]] bool connects(int times = 1) {
    return run_until(loop, [&] { return connections >= times; });
  }
  [[nodiscard]] bool receives(std::size_t count) {
    return run_until(loop, [&] { return messages.size() >= count; });
  }
  std::vector<std::string> payloads() const {
    std::vector<std::string> all;
    for (const auto& message : messages)
      all.push_back(message.payload);
    return all;
  }

  Loop& loop;
  std::unique_ptr<MqttClient> client;
  int connections = 0;
  std::function<void()> on_connected;
  std::vector<std::string> problems;
  std::vector<MqttMessage> messages;
};

class MqttTest : public testing::Test {
 protected:
  MqttSettings settings(const std::string& device, const Credentials& credentials) const {
    MqttSettings made;
    made.host = "127.0.0.1";
    made.port = broker.port();
    made.client_id = device;
    made.ca_file = credentials.ca_file;
    made.certificate_file = credentials.certificate_file;
    made.private_key_file = credentials.private_key_file;
    made.reconnect_min = 5ms;
    made.reconnect_max = 50ms;
    return made;
  }
  MqttSettings settings(const std::string& device) {
    return settings(device, pki.device(device, "store-1"));
  }

  Pki pki;
  Broker broker{pki.server()};
  Loop loop;
};

TEST_F(MqttTest, DeliversMessagesInOrder) {
  Client both(loop, settings("both"));
  ASSERT_TRUE(both.connects());
  ASSERT_TRUE(both.client->subscribe("a/#"));
  ASSERT_TRUE(both.client->publish("a/b", "", false));
  for (int i = 1; i < 50; ++i) {
    ASSERT_TRUE(both.client->publish("a/b", std::to_string(i), false));
  }
  ASSERT_TRUE(both.receives(50));
  EXPECT_EQ(both.messages[0].payload, "");
  EXPECT_EQ(both.messages[0].topic, "a/b");
  EXPECT_FALSE(both.messages[0].retained);
  for (std::size_t i = 1; i < 50; ++i) {
    EXPECT_EQ(both.messages[i].payload, std::to_string(i));
  }
}

TEST_F(MqttTest, CarriesABatchOfOneMebibyte) {
  Client both(loop, settings("both"));
  ASSERT_TRUE(both.connects());
  ASSERT_TRUE(both.client->subscribe("big"));
  const std::string big(1024 * 1024, 'x');
  ASSERT_TRUE(both.client->publish("big", big, true));
  ASSERT_TRUE(both.receives(1));
  EXPECT_EQ(both.messages[0].payload, big);
}

TEST_F(MqttTest, TellsWhatWasRetained) {
  Client sender(loop, settings("sender"));
  ASSERT_TRUE(sender.connects());
  ASSERT_TRUE(sender.client->subscribe("news"));
  ASSERT_TRUE(sender.client->publish("news", "1", true));
  ASSERT_TRUE(sender.receives(1));
  Client receiver(loop, settings("receiver"));
  ASSERT_TRUE(receiver.connects());
  ASSERT_TRUE(receiver.client->subscribe("news"));
  ASSERT_TRUE(receiver.receives(1));
  EXPECT_TRUE(receiver.messages[0].retained);
  EXPECT_EQ(receiver.messages[0].topic, "news");
}

TEST_F(MqttTest, SaysGoodbyeAndThenItsWillIsNotSent) {
  Client watcher(loop, settings("watcher"));
  ASSERT_TRUE(watcher.connects());
  ASSERT_TRUE(watcher.client->subscribe("state"));
  auto with_will = settings("device");
  with_will.will = {"state", "gone"};
  {
    Client device(loop, with_will);
    ASSERT_TRUE(device.connects());
    ASSERT_TRUE(device.client->publish("state", "here", true));
    ASSERT_TRUE(watcher.receives(1));
    ASSERT_TRUE(device.client->publish("state", "leaving", true));  // and ends at once
  }
  ASSERT_TRUE(watcher.receives(2));
  ASSERT_TRUE(watcher.client->publish("state", "last", true));
  ASSERT_TRUE(watcher.receives(3));
  EXPECT_THAT(watcher.payloads(), ElementsAre("here", "leaving", "last"));
}

TEST_F(MqttTest, ItsWillIsSentWhenItIsLost) {
  Client watcher(loop, settings("watcher"));
  ASSERT_TRUE(watcher.connects());
  ASSERT_TRUE(watcher.client->subscribe("state"));
  auto with_will = settings("device");
  with_will.will = {"state", "gone"};
  Client device(loop, with_will);
  ASSERT_TRUE(device.connects());
  // Another with the same client id takes its place: for the broker the first is lost.
  Client usurper(loop, settings("device"));
  ASSERT_TRUE(watcher.receives(1));
  EXPECT_EQ(watcher.messages[0].payload, "gone");
}

TEST_F(MqttTest, ComesBackWhenTheBrokerDoes) {
  Client client(loop, settings("client"));
  client.on_connected = [&] { EXPECT_TRUE(client.client->subscribe("a")); };
  ASSERT_TRUE(client.connects());
  for (int round = 2; round <= 4; ++round) {
    broker.kill();
    ASSERT_TRUE(run_until(loop, [&] { return !client.client->connected(); }));
    EXPECT_FALSE(client.client->publish("a", "x", false));
    broker.start();
    ASSERT_TRUE(client.connects(round));
    client.messages.clear();
    ASSERT_TRUE(client.client->publish("a", "x", false));
    ASSERT_TRUE(client.receives(1));
  }
  EXPECT_FALSE(client.problems.empty());
}

TEST_F(MqttTest, TakesNoMoreThanItsLimitWhileTheBrokerIsSilent) {
  auto few = settings("client");
  few.in_flight_max = 3;
  Client client(loop, few);
  ASSERT_TRUE(client.connects());
  ASSERT_TRUE(client.client->subscribe("a"));
  broker.pause();
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(client.client->publish("a", "x", false));
  }
  EXPECT_TRUE(client.client->publish("a", "x", false).error().is(Condition::retry_later));
  broker.resume();
  ASSERT_TRUE(client.receives(3));  // so the first was acknowledged before
  EXPECT_TRUE(client.client->publish("a", "x", false));
}

TEST_F(MqttTest, DoesNotTalkToABrokerOfAnotherAuthority) {
  Pki other;
  auto credentials = other.device("client", "store-1");
  auto strangers = settings("client", credentials);
  Client client(loop, strangers);
  ASSERT_TRUE(run_until(loop, [&] { return client.problems.size() >= 2; }));
  EXPECT_THAT(client.problems[0], HasSubstr("certificate verify failed"));
  EXPECT_EQ(client.connections, 0);
}

TEST_F(MqttTest, ChecksTheBrokersName) {
  broker.stop();
  Broker elsewhere(pki.server({"broker.example.org"}));
  auto wanted = settings("client");
  wanted.port = elsewhere.port();
  Client client(loop, wanted);
  ASSERT_TRUE(run_until(loop, [&] { return !client.problems.empty(); }));
  EXPECT_EQ(client.connections, 0);
}

// A device whose clock was never set judges the broker's certificate at a moment that has passed.
TEST_F(MqttTest, JudgesTheBrokerAtTheTimeFloorAndStillChecksItsName) {
  const auto credentials = pki.device("client", "store-1");
  const auto wall = SystemClock().wall();
  const auto judging = [&](const std::string& host, WallTime floor) {
    auto made = settings("client", credentials);
    made.tls_context = make_tls_context_for(host, {.ca = credentials.ca,
                                                   .certificate = credentials.certificate,
                                                   .private_key = credentials.private_key,
                                                   .time_floor = floor})
                           .value();
    return made;
  };
  Client in_time(loop, judging("127.0.0.1", wall + std::chrono::days{10}));
  EXPECT_TRUE(in_time.connects());
  Client expired(loop, judging("127.0.0.1", wall + std::chrono::days{40}));
  Client misnamed(loop, judging("broker.example.org", wall + std::chrono::days{10}));
  ASSERT_TRUE(
      run_until(loop, [&] { return !expired.problems.empty() && !misnamed.problems.empty(); }));
  EXPECT_EQ(expired.connections, 0);
  EXPECT_EQ(misnamed.connections, 0);
}

TEST_F(MqttTest, SaysWhenItsOwnCertificateIsRefused) {
  Pki other;
  const auto strangers = other.device("client", "store-1");
  auto mixed = settings("client");
  mixed.certificate_file = strangers.certificate_file;
  mixed.private_key_file = strangers.private_key_file;
  Client client(loop, mixed);
  ASSERT_TRUE(run_until(loop, [&] { return !client.problems.empty(); }));
  EXPECT_EQ(client.connections, 0);
}

TEST_F(MqttTest, SaysWhenNobodyListensOrTheNameIsUnknown) {
  auto nobody = settings("client");
  broker.stop();
  Client client(loop, nobody);
  ASSERT_TRUE(run_until(loop, [&] { return client.problems.size() >= 3; }));
  EXPECT_THAT(client.problems[0], HasSubstr("Connection refused"));

  nobody.host = "no-such-host.invalid";
  Client nowhere(loop, nobody);
  ASSERT_TRUE(run_until(loop, [&] { return nowhere.problems.size() >= 2; }));
  EXPECT_THAT(nowhere.problems[0], HasSubstr("resolved"));
}

TEST_F(MqttTest, GivesUpABrokerThatDoesNotGreet) {
  // The kernel accepts for it; nobody ever reads what comes.
  const int silent = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(silent, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(silent, 8), 0);
  ASSERT_EQ(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);

  auto impatient = settings("device");
  impatient.port = ntohs(address.sin_port);
  impatient.greeting_max = 50ms;
  Client device(loop, impatient);
  ASSERT_TRUE(run_until(loop, [&] { return device.problems.size() >= 2; }));
  EXPECT_EQ(device.problems[0], "the broker does not answer");
  ::close(silent);
}

TEST_F(MqttTest, IsMisconfiguredWithoutItsFiles) {
  auto without = settings("client");
  std::filesystem::remove(without.private_key_file);
  const auto made = MqttClient::make(loop, without, {});
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().is(Condition::misconfigured));
}

TEST_F(MqttTest, UsesARenewedCertificateAtTheNextConnection) {
  auto current = settings("client");
  Client client(loop, current);
  ASSERT_TRUE(client.connects());
  const auto renewed = pki.device("renewed", "store-1");
  std::filesystem::copy_file(renewed.certificate_file, current.certificate_file,
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(renewed.private_key_file, current.private_key_file,
                             std::filesystem::copy_options::overwrite_existing);
  broker.kill();
  broker.start();
  ASSERT_TRUE(client.connects(2));
}

TEST_F(MqttTest, CallsNobodyAfterItIsGone) {
  for (int round = 0; round < 10; ++round) {
    Client sender(loop, settings("sender"));
    ASSERT_TRUE(sender.connects());
    ASSERT_TRUE(sender.client->subscribe("a"));
    for (int i = 0; i < 20; ++i) {
      ASSERT_TRUE(sender.client->publish("a", "x", false));
    }
    ASSERT_TRUE(sender.receives(static_cast<std::size_t>(round)));
    sender.client.reset();
    const auto told = sender.messages.size();
    run_ready(loop);
    EXPECT_EQ(sender.messages.size(), told);
  }
}

TEST_F(MqttTest, MayBeDestroyedInItsOwnCallback) {
  Client client(loop, settings("client"));
  bool gone = false;
  client.on_connected = [&] {
    client.client.reset();
    gone = true;
  };
  ASSERT_TRUE(run_until(loop, [&] { return gone; }));
}

}  // namespace
}  // namespace touchpoint::sync
