// A whole hub as `init` makes it, on free ports, with devices that enrol, send and pull over real
// sockets and TLS.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "control/control.hpp"
#include "crypto/random.hpp"
#include "support/hub_fixture.hpp"
#include "sync/codec/receipt.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/https/client.hpp"
#include "sync/hub/hub.hpp"
#include "sync/mqtt/client.hpp"

namespace touchpoint::hub {

namespace json = boost::json;

inline json::object json_of(const std::string& text) {
  boost::system::error_code failure;
  auto value = json::parse(text, failure);
  EXPECT_TRUE(value.is_object()) << text;
  return value.is_object() ? value.get_object() : json::object{};
}
inline std::string text_of(const json::value& value) {
  return {value.as_string().data(), value.as_string().size()};
}

// What a device holds after its enrolment.
struct Enrolled {
  Sender sender;
  sync::HttpsIdentity identity;
  std::vector<sync::PinnedKey> keys;
  int mqtt_port = 0;
};

class HubWorld : public ::testing::Test {
 protected:
  explicit HubWorld(int mqtt_port = 0) : mqtt_port_(mqtt_port) {
    NewHub made;
    made.config.name = "centre";
    made.config.devices_listen = {"127.0.0.1", 1};
    made.config.sources_listen = {"127.0.0.1", 1};
    made.config.mqtt_host = mqtt_port == 0 ? "" : "127.0.0.1";
    made.config.mqtt_device_host = made.config.mqtt_host;
    made.config.mqtt_port = mqtt_port == 0 ? 8883 : mqtt_port;
    made.hosts = {"127.0.0.1", "localhost"};
    made.broker = mqtt_port != 0;
    settings_ = settings_of(made.config);
    settings_.certificates = {};
    settings_.devices_listen = "127.0.0.1:0";
    settings_.sources_listen = "127.0.0.1:0";
    settings_.console_listen = "127.0.0.1:0";
    const auto ready = make_folder(folder_, made, clock_, random_);
    EXPECT_TRUE(ready) << ready.error().sentence();
    start();
  }
  ~HubWorld() override { stop(); }

  void start() {
    runner_ = std::make_unique<support::LoopRunner>();
    auto opened = runner_->on_loop(
        [this] { return Hub::open(runner_->loop(), folder_, settings_, clock_, random_); });
    ASSERT_TRUE(opened) << opened.error().sentence();
    hub_ = std::move(opened).value();
  }
  // As SIGTERM does it.
  void stop() {
    if (!runner_) return;
    static_cast<void>(runner_->wait<int>(
        [this](auto done) { hub_->drain([done = std::move(done)]() mutable { done(0); }); }));
    runner_->on_loop([this] { hub_.reset(); });
    runner_.reset();
  }

  // Line ends in `line`, for readers, are taken out.
  json::object command(std::string line) {
    std::erase(line, '\n');
    auto client = control::ControlClient::connect(folder_.control_socket());
    EXPECT_TRUE(client);
    const auto answer = client.value().call(line);
    EXPECT_TRUE(answer) << answer.error().sentence();
    return answer ? json_of(answer.value()) : json::object{};
  }
  std::string token(const std::string& device, const std::string& store) {
    return text_of(command(R"({"verb":"token","valid_s":3600,"device":")" + device +
                           R"(","store":")" + store + R"("})")["token"]);
  }

  sync::HttpsAnswer ask(const sync::HttpsIdentity& identity, sync::HttpsRequest request) {
    const std::string url = "https://127.0.0.1:" + std::to_string(hub_->devices_port());
    std::shared_ptr<sync::HttpsClient> client;
    auto answer = runner_->wait<sync::HttpsAnswer>([&](auto done) {
      auto made = sync::HttpsClient::make(runner_->loop(), url, identity);
      if (!made) return done(made.error());
      client = std::move(made).value();
      client->request(std::move(request), std::move(done));
    });
    runner_->on_loop([&client] { client.reset(); });
    EXPECT_TRUE(answer) << answer.error().sentence();
    return answer ? std::move(answer).value() : sync::HttpsAnswer{};
  }

  sync::HttpsAnswer ask_to_enrol(const std::string& secret, const Sender& sender,
                                 const std::string& csr) {
    const auto ca = text_of(json_of(ask({}, {.target = "/v1/ca"}).body)["ca"]);
    return ask(
        {.ca = ca},
        {.method = "POST",
         .target = "/v1/enrol",
         .headers = {{"Authorization", "Bearer " + secret}, {"Content-Type", "application/json"}},
         .body = json::serialize(
             json::object{{"device", sender.device}, {"store", sender.store}, {"csr", csr}})});
  }
  Enrolled enrol(const std::string& device, const std::string& store) {
    Enrolled result;
    result.sender = {.device = device, .store = store};
    const auto read = sync::token_from_text(token(device, store));
    EXPECT_TRUE(read);
    const auto ca = text_of(json_of(ask({}, {.target = "/v1/ca"}).body)["ca"]);
    EXPECT_EQ(sync::fingerprint(ca).value(), read.value().ca_fingerprint);
    result.identity.private_key = sync::new_private_key();
    const auto csr = sync::new_request(result.identity.private_key, {device, store});
    const auto answer = ask_to_enrol(read.value().secret, result.sender, csr.value());
    EXPECT_EQ(answer.status, 201) << answer.body;
    if (answer.status != 201) return result;
    auto body = json_of(answer.body);
    result.identity.ca = text_of(body["ca"]);
    result.identity.certificate = text_of(body["certificate"]);
    for (const auto& key : body["keys"].as_array()) {
      const auto bytes = from_base64url(text_of(key.at("x"))).value();
      sync::PinnedKey pinned{.kid = text_of(key.at("kid"))};
      std::copy(bytes.begin(), bytes.end(), pinned.key.begin());
      result.keys.push_back(pinned);
    }
    if (body["mqtt"].is_object()) {
      result.mqtt_port = static_cast<int>(body["mqtt"].at("port").as_int64());
    }
    return result;
  }

  FakeJournal new_journal(const Enrolled& device) {
    return {device.sender, ids_.next().text(), ids_, clock_};
  }
  static std::string batch_of(const FakeJournal& journal) {
    return sync::join_batch({journal.rows.begin(), journal.rows.end()});
  }
  sync::HttpsAnswer post_batch(const Enrolled& device, const std::string& body) {
    return ask(device.identity, {.method = "POST",
                                 .target = "/v1/events",
                                 .headers = {{"Content-Type", "application/cloudevents-batch+json"},
                                             {"Touchpoint-Batch", "b1"}},
                                 .body = body});
  }

  support::TempFolder temp_;
  Folder folder_{temp_ / "hub"};
  HubSettings settings_;
  int mqtt_port_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  UuidSource ids_{clock_, random_};
  std::unique_ptr<support::LoopRunner> runner_;
  std::unique_ptr<Hub> hub_;
};

}  // namespace touchpoint::hub
