#include "sync/mqtt/transport.hpp"

#include "sync/codec/device_json.hpp"
#include "sync/topics.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::size_t kSmallMax = 64 * 1024;  // bytes; a receipt has some 500, news have 60

}  // namespace

MqttTransport::MqttTransport(Loop& loop, std::string topics, Callbacks callbacks)
    : loop_(loop), topics_(std::move(topics)), callbacks_(std::move(callbacks)) {}

Result<std::unique_ptr<MqttTransport>> MqttTransport::make(Loop& loop, MqttSettings settings,
                                                           std::string_view store,
                                                           std::string_view device,
                                                           Callbacks callbacks) {
  std::unique_ptr<MqttTransport> transport{
      new MqttTransport(loop, device_topics(store, device), std::move(callbacks))};
  settings.will = {transport->topics_ + std::string(kStateTopic), std::string(kOfflineState)};
  auto* const self = transport.get();
  TP_TRY(self->client_,
         MqttClient::make(
             loop, std::move(settings),
             {.on_connected = [self] { self->connected(); },
              .on_disconnected =
                  [self](std::string_view why) {
                    self->callbacks_.on_problem(std::string(why));
                    if (self->listener_.on_available) self->listener_.on_available(false);
                  },
              .on_message = [self](MqttMessage message) { self->take(std::move(message)); }}));
  return transport;
}

MqttTransport::~MqttTransport() {
  publish_state(kOfflineState);
}

void MqttTransport::start() {
  static_cast<void>(client_->start());
}

bool MqttTransport::available() const {
  return client_->connected();
}

void MqttTransport::connected() {
  static_cast<void>(client_->subscribe(topics_ + std::string(kStoredTopic)));
  static_cast<void>(client_->subscribe(topics_ + std::string(kNewsTopic)));
  callbacks_.on_connected();
  if (listener_.on_available) listener_.on_available(true);
}

void MqttTransport::take(MqttMessage message) {
  const auto topic = std::string_view(message.topic);
  if (!topic.starts_with(topics_) || message.payload.size() > kSmallMax) return;
  const auto what = topic.substr(topics_.size());
  if (what == kNewsTopic) callbacks_.on_news(message.payload);
  if (what == kStoredTopic && listener_.on_word) {
    listener_.on_word(std::move(message.payload), std::nullopt);
  }
}

void MqttTransport::publish_state(std::string_view json) {
  static_cast<void>(client_->publish(topics_ + std::string(kStateTopic), json, true));
}

void MqttTransport::send(Batch batch) {
  const auto topic = topics_ + std::string(kEventsTopic) + batch.id;
  auto sent = client_->publish(topic, batch.body, false);
  if (sent) return;
  loop_.post([this, alive = std::weak_ptr(alive_), id = std::move(batch.id),
              sentence = sent.error().sentence()] {
    if (alive.expired() || !listener_.on_failed) return;
    listener_.on_failed(id, {SendFailure::Kind::unreachable, sentence, {}});
  });
}

}  // namespace touchpoint::sync
