// The smallest hub that speaks the whole contract to one device: over HTTPS with the real server
// and mutual TLS, and over MQTT through a real broker. It runs on the test's loop; what it stores
// is MemoryHub's. Faults are switched on from outside.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "loop/loop.hpp"
#include "support/memory_hub.hpp"
#include "support/pki.hpp"
#include "sync/mqtt/client.hpp"
#include "web/http/server.hpp"

namespace touchpoint::support {

class TinyHub {
 public:
  TinyHub(Loop& loop, Pki& pki);
  ~TinyHub();

  std::string url() const;
  // Over HTTPS; stop() and start() again keep the port.
  void start();
  void stop();
  // Over the broker, for device-1 in store-1.
  void join_broker(int port);
  void leave_broker();

  // Asked before anything else; an answer of its own ends the request there.
  using Fault = std::function<std::optional<web::Response>(const web::Request& request)>;
  void fault(Fault fault) { fault_ = std::move(fault); }
  // Takes batches over MQTT and says nothing.
  void mute(bool mute) { mute_ = mute; }

  // The feed has `number` changes, one profile each; the broker is told.
  void change_profiles(std::int64_t number);
  void set_epoch(const std::string& epoch) { epoch_ = epoch; }

  // A token that is good once for device-1 in store-1.
  std::string new_token();

  MemoryHub store;
  int batches_by_https = 0;
  int batches_by_mqtt = 0;
  std::string last_state;
  std::string last_first_kept;
  int reenrolments = 0;
  std::string next_ca;  // PEM; told to devices beside its own

 private:
  void handle(const web::Request& request, web::ResponderPtr responder);
  web::Response answer(const web::Request& request);
  web::Response take_batch(const web::Request& request);
  web::Response page(const web::Request& request) const;
  web::Response enrol(const web::Request& request);
  web::Response certificate_for(const web::Request& request) const;
  void take_message(const sync::MqttMessage& message);
  void publish_news();

  Loop& loop_;
  Pki& pki_;
  const Credentials credentials_;
  std::unique_ptr<web::HttpServer> server_;
  std::uint16_t port_ = 0;
  std::unique_ptr<sync::MqttClient> mqtt_;
  int broker_port_ = 0;
  Fault fault_;
  bool mute_ = false;
  std::string epoch_ = "e1";
  std::int64_t changes_ = 0;
  std::set<std::string> tokens_;
};

}  // namespace touchpoint::support
