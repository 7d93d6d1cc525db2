// MqttTransport speaks a device's topics of the contract: batches up, the hub's words and news
// down, the state with its last will.
//
// It owns its MqttClient. Loop thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "loop/loop.hpp"
#include "sync/mqtt/client.hpp"
#include "sync/transport.hpp"

namespace touchpoint::sync {

class MqttTransport final : public Transport {
 public:
  struct Callbacks {
    std::function<void()> on_connected;                           // before the first batch leaves
    std::function<void(const std::string& payload)> on_news;      // not yet read
    std::function<void(const std::string& sentence)> on_problem;  // why it is not connected
  };

  // `settings` without a will: it is made here. `misconfigured` as MqttClient::make says.
  static Result<std::unique_ptr<MqttTransport>> make(Loop& loop, MqttSettings settings,
                                                     std::string_view store,
                                                     std::string_view device, Callbacks callbacks);
  ~MqttTransport() override;  // says that the device is offline, and goodbye

  void start();
  // Retained. Passed over while there is no connection: say it again when there is one.
  void publish_state(std::string_view json);

  void listen(Listener listener) override { listener_ = std::move(listener); }
  std::string_view name() const override { return "mqtt"; }
  bool available() const override;
  void send(Batch batch) override;

 private:
  MqttTransport(Loop& loop, std::string topics, Callbacks callbacks);
  void connected();
  void take(MqttMessage message);

  Loop& loop_;
  const std::string topics_;
  const Callbacks callbacks_;
  Listener listener_;
  std::unique_ptr<MqttClient> client_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint::sync
