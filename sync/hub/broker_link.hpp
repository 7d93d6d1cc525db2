// BrokerLink is the hub's end of MQTT (CONTRACT.md, "Up", "Down", "State"): batches and states come
// in, receipts and news go out. Loop thread.
//
// Whether a device may write to a topic is the broker's ACL; whether that device is enrolled in
// that store is asked again of the store, because the broker is not trusted.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "sync/hub/intake.hpp"
#include "sync/mqtt/client.hpp"

namespace touchpoint::hub {

class BrokerLink {
 public:
  BrokerLink(Loop& loop, Store& store, Intake& intake);
  ~BrokerLink();

  // Goes on trying for as long as it lives; a hub without its broker still takes HTTPS.
  Result<void> start(sync::MqttSettings settings);
  bool connected() const;
  // News of these stores go out in a moment, once for all changes until then; empty: all stores.
  void announce(const std::vector<std::string>& stores);
  // Takes and sends no more.
  void stop();

 private:
  void on_connected();
  void on_message(sync::MqttMessage message);
  void take_events(Sender sender, std::string batch, std::string payload);
  void take_state(Sender sender, std::string payload);
  void publish_news();
  void publish(const std::string& topic, const std::string& payload);

  Loop& loop_;
  Store& store_;
  Intake& intake_;
  std::unique_ptr<sync::MqttClient> client_;
  std::set<std::string> changed_;
  bool all_changed_ = false;
  Timer debounce_;
  bool debouncing_ = false;
  // Answers of the store may come when this is gone.
  std::shared_ptr<BrokerLink*> self_ = std::make_shared<BrokerLink*>(this);
};

}  // namespace touchpoint::hub
