#include "sync/mqtt/client.hpp"

#include "sync/mqtt/connection.hpp"

namespace touchpoint::sync {

// Of the loop thread. What the mqtt thread posts holds it weakly: after the destructor there is
// nobody left to call.
struct MqttClient::State {
  Callbacks callbacks;
  int in_flight_max = 0;
  bool connected = false;
  std::unique_ptr<MqttConnection> connection;  // last, so that its thread ends first
};

MqttClient::MqttClient(std::shared_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<MqttClient>> MqttClient::make(Loop& loop, MqttSettings settings,
                                                     Callbacks callbacks) {
  auto state = std::make_shared<State>();
  state->callbacks = std::move(callbacks);
  state->in_flight_max = settings.in_flight_max;

  // Runs `task(State&)` on the loop, unless the client is gone by then.
  const auto on_loop = [&loop, weak = std::weak_ptr(state)](auto task) {
    loop.post([weak, task = std::move(task)]() mutable {
      if (const auto alive = weak.lock(); alive && alive->connection) task(*alive);
    });
  };
  MqttConnection::Events events;
  events.on_connected = [on_loop] {
    on_loop([](State& alive) {
      alive.connected = true;
      alive.callbacks.on_connected();
    });
  };
  events.on_lost = [on_loop](std::string why) {
    on_loop([why = std::move(why)](State& alive) {
      alive.connected = false;
      alive.callbacks.on_disconnected(why);
    });
  };
  events.on_message = [on_loop](MqttMessage message) {
    on_loop([message = std::move(message)](State& alive) mutable {
      alive.callbacks.on_message(std::move(message));
    });
  };
  TP_TRY(state->connection, MqttConnection::make(std::move(settings), std::move(events)));
  return std::unique_ptr<MqttClient>(new MqttClient(std::move(state)));
}

MqttClient::~MqttClient() {
  state_->connection.reset();
}

Result<void> MqttClient::start() {
  state_->connection->start();
  return success();
}

bool MqttClient::connected() const {
  return state_->connected;
}

Result<void> MqttClient::subscribe(const std::string& topic_filter) {
  if (!state_->connected) return retry_later("MQTT is not connected");
  state_->connection->post({MqttConnection::Command::Kind::subscribe, topic_filter});
  return success();
}

Result<void> MqttClient::publish(const std::string& topic, std::string_view payload, bool retain) {
  if (!state_->connected) return retry_later("MQTT is not connected");
  if (state_->connection->unacknowledged() >= state_->in_flight_max) {
    return retry_later("the broker has not acknowledged what was sent before");
  }
  state_->connection->post(
      {MqttConnection::Command::Kind::publish, topic, std::string(payload), retain});
  return success();
}

}  // namespace touchpoint::sync
