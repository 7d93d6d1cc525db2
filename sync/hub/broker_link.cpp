#include "sync/hub/broker_link.hpp"

#include <boost/json/object.hpp>

#include "core/text.hpp"
#include "core/uuid.hpp"
#include "logging/logging.hpp"
#include "sync/hub/device_batch.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

using namespace std::chrono_literals;

constexpr auto kDebounce = 30ms;             // a burst of changes makes one message per device
constexpr std::size_t kStateMax = 4 * 1024;  // bytes; a device's state has some 200
constexpr std::string_view kRoot = "touchpoint/v1/";

// "touchpoint/v1/<store>/<device>/<rest>"
struct Topic {
  Sender sender;
  std::string rest;
};

std::optional<Topic> topic_of(std::string_view text) {
  if (!text.starts_with(kRoot)) return std::nullopt;
  text.remove_prefix(kRoot.size());
  const auto store_end = text.find('/');
  if (store_end == std::string_view::npos) return std::nullopt;
  const auto device_end = text.find('/', store_end + 1);
  if (device_end == std::string_view::npos) return std::nullopt;
  Topic topic;
  topic.sender.store = text.substr(0, store_end);
  topic.sender.device = text.substr(store_end + 1, device_end - store_end - 1);
  topic.rest = text.substr(device_end + 1);
  if (!is_slug(topic.sender.store) || !is_slug(topic.sender.device)) return std::nullopt;
  return topic;
}

std::string topic_text(const Sender& sender, std::string_view rest) {
  return std::string(kRoot) + sender.store + "/" + sender.device + "/" + std::string(rest);
}

}  // namespace

BrokerLink::BrokerLink(Loop& loop, Store& store, Intake& intake)
    : loop_(loop), store_(store), intake_(intake) {}

BrokerLink::~BrokerLink() {
  stop();
}

void BrokerLink::stop() {
  self_.reset();
  debounce_.cancel();
  client_.reset();
}

Result<void> BrokerLink::start(sync::MqttSettings settings) {
  TP_TRY(
      client_,
      sync::MqttClient::make(
          loop_, std::move(settings),
          {.on_connected = [this] { on_connected(); },
           .on_disconnected =
               [](std::string_view why) {
                 log(Message::broker_away, "the broker is away: " + std::string(why));
               },
           .on_message = [this](sync::MqttMessage message) { on_message(std::move(message)); }}));
  return client_->start();
}

bool BrokerLink::connected() const {
  return client_ && client_->connected();
}

void BrokerLink::on_connected() {
  log(Message::broker_connected, "connected to the broker");
  for (const auto* filter : {"touchpoint/v1/+/+/events/+", "touchpoint/v1/+/+/state"}) {
    if (const auto done = client_->subscribe(filter); !done) {
      log(Message::broker_away, "cannot subscribe: " + done.error().sentence());
    }
  }
  announce({});  // what the broker keeps may be older than this hub
}

void BrokerLink::on_message(sync::MqttMessage message) {
  constexpr std::string_view kEvents = "events/";
  auto topic = topic_of(message.topic);
  if (!topic) return;
  if (topic->rest == "state")
    return take_state(std::move(topic->sender), std::move(message.payload));
  if (!topic->rest.starts_with(kEvents)) return;
  std::string batch = topic->rest.substr(kEvents.size());
  if (is_batch_name(batch)) {
    take_events(std::move(topic->sender), std::move(batch), std::move(message.payload));
  }
}

void BrokerLink::take_events(Sender sender, std::string batch, std::string payload) {
  intake_.take({.sender = sender, .name = std::move(batch), .body = std::move(payload)},
               [weak = std::weak_ptr(self_), sender](Intake::Outcome outcome) {
                 const auto self = weak.lock();
                 if (!self) return;
                 if (outcome.receipt.empty()) {
                   log(Message::batch_unanswered,
                       "a batch by MQTT got no receipt: " + outcome.sentence);
                   return;
                 }
                 (*self)->publish(topic_text(sender, "stored"), outcome.receipt);
               });
}

void BrokerLink::take_state(Sender sender, std::string payload) {
  if (payload.empty() || payload.size() > kStateMax) return;
  const auto members = parse_object(payload);
  if (!members) return;
  DeviceState state{.sender = std::move(sender),
                    .online = bool_member(members.value(), "online").value_or(true),
                    .journal = text_member(members.value(), "journal"),
                    .json = std::move(payload)};
  if (!Uuid::parse(state.journal)) state.journal.clear();
  const auto first_kept = number_member(members.value(), "first_kept");
  if (first_kept && *first_kept >= 1 && *first_kept < 9e15) {
    state.first_kept = static_cast<std::int64_t>(*first_kept);
  }
  store_.keep_state(std::move(state), [](Result<void> kept) {
    if (!kept)
      log(Message::state_not_kept, "a device's state was not kept: " + kept.error().sentence());
  });
}

void BrokerLink::announce(const std::vector<std::string>& stores) {
  all_changed_ = all_changed_ || stores.empty();
  changed_.insert(stores.begin(), stores.end());
  if (debouncing_ || !connected()) return;
  debouncing_ = true;
  debounce_ = loop_.after(kDebounce, [this] { publish_news(); });
}

void BrokerLink::publish_news() {
  debouncing_ = false;
  std::vector<std::string> stores;
  if (!all_changed_) stores.assign(changed_.begin(), changed_.end());
  changed_.clear();
  all_changed_ = false;
  store_.news_of(std::move(stores),
                 [weak = std::weak_ptr(self_)](Result<std::vector<NewsFor>> all) {
                   const auto self = weak.lock();
                   if (!self || !all) return;
                   for (const auto& one : all.value()) {
                     (*self)->publish(topic_text(one.sender, "news"), sync::to_json(one.news));
                   }
                 });
}

// Nobody waits for it: without a receipt a device sends again, and news are announced anew when the
// broker is back.
void BrokerLink::publish(const std::string& topic, const std::string& payload) {
  if (!client_) return;
  if (const auto sent = client_->publish(topic, payload, true); !sent) {
    log(Message::not_published, "not published: " + sent.error().sentence());
  }
}

}  // namespace touchpoint::hub
