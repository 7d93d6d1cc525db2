// MqttClient is libmosquitto behind a handful of functions, for the agent and for the hub.
//
// The library runs on a thread of its own, "mqtt"; its callbacks copy what they get and post it to
// the loop, so that everything of ours happens there. It reconnects for ever, with a jittered
// backoff (connection.hpp). MQTT 3.1.1 is enough; nothing here needs version 5. TLS 1.2 or later,
// only the given CA, the broker's name is checked.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "loop/loop.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace touchpoint::sync {

struct MqttSettings {
  std::string host;
  int port = 8883;
  std::string client_id;
  bool clean_session = true;
  std::string ca_file;  // PEM files; the library reads them itself
  std::string certificate_file;
  std::string private_key_file;
  // OpenSSL's context to use instead of those files, when it must be more than they say; else null.
  std::shared_ptr<ssl_ctx_st> tls_context{};
  int in_flight_max = 100;  // QoS 1 messages without a PUBACK
  std::chrono::seconds keep_alive{60};
  std::chrono::milliseconds greeting_max{30'000};  // TCP, TLS and CONNACK together
  std::chrono::milliseconds reconnect_min{1'000};
  std::chrono::milliseconds reconnect_max{300'000};
  std::optional<std::pair<std::string, std::string>> will{};  // topic, payload; retained, QoS 1
};

struct MqttMessage {
  std::string topic;
  std::string payload;
  bool retained = false;  // kept by the broker from before we subscribed
};

class MqttClient {
 public:
  struct Callbacks {
    std::function<void()> on_connected;                         // each time; subscribe here
    std::function<void(std::string_view why)> on_disconnected;  // each failed attempt, too
    std::function<void(MqttMessage message)> on_message;
  };

  static Result<std::unique_ptr<MqttClient>> make(Loop& loop, MqttSettings settings,
                                                  Callbacks callbacks);
  ~MqttClient();  // says DISCONNECT when connected (the will is then not sent), joins the thread

  Result<void> start();
  bool connected() const;
  Result<void> subscribe(const std::string& topic_filter);  // QoS 1
  // QoS 1. `retry_later` when not connected, or when `in_flight_max` messages are not acknowledged.
  // What becomes of it nobody promises: see CONTRACT.md.
  Result<void> publish(const std::string& topic, std::string_view payload, bool retain);

 private:
  struct State;
  explicit MqttClient(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::sync
