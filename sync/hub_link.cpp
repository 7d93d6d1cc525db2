#include "sync/hub_link.hpp"

#include "sync/codec/device_json.hpp"
#include "sync/https/answer.hpp"
#include "sync/https/reader.hpp"
#include "sync/https/transport.hpp"
#include "sync/inbox.hpp"
#include "sync/lookups.hpp"
#include "sync/mqtt/transport.hpp"
#include "sync/mqtt_tls.hpp"
#include "sync/outbox.hpp"

namespace touchpoint::sync {

class HubLink::State {
 public:
  State(Loop& loop, const Clock& clock, EventSource& events, std::string version,
        const Tuning& tuning, WallTime time_floor, std::optional<Proxy> proxy, Callbacks callbacks)
      : loop_(loop),
        clock_(clock),
        events_(events),
        version_(std::move(version)),
        tuning_(tuning),
        time_floor_(time_floor),
        proxy_(std::move(proxy)),
        callbacks_(std::move(callbacks)) {}

  Result<void> connect(Random& random, ReplicaStore& replica, SettingsStore& settings,
                       const Identity& identity);
  void start();
  void wake(std::int64_t last);
  void statement(std::move_only_function<void(Result<Statement>)> done);
  void retry(std::vector<OutgoingEvent> rows, std::move_only_function<void(Result<void>)> done) {
    outbox_->retry(std::move(rows), std::move(done));
  }
  Lookups& lookups() { return *lookups_; }
  const DeviceStatus::Hub& status() const { return status_; }

 private:
  Result<void> connect_https(const Identity& identity);
  Result<void> connect_mqtt(const Identity& identity);
  Outbox::Callbacks outbox_callbacks();
  Inbox::Callbacks inbox_callbacks();
  SettingsInbox::Hub settings_hub();

  void judge();
  void set_online(std::string_view transport);
  void set_offline();
  void tell_problem();
  void state_changed();
  void publish_state();
  void ask_devices();

  Loop& loop_;
  const Clock& clock_;
  EventSource& events_;
  const std::string version_;
  const Tuning tuning_;
  const WallTime time_floor_;
  const std::optional<Proxy> proxy_;
  const Callbacks callbacks_;

  std::string device_;
  WallTime certificate_until_{};
  std::vector<PinnedKey> keys_;
  DeviceStatus::Hub status_;
  bool known_ = false;               // whether online or offline was ever told
  std::optional<bool> https_works_;  // the last exchange; nullopt: none since MQTT was there
  std::string up_problem_;
  std::string down_problem_;
  std::string broker_problem_;
  Timer grace_;
  bool grace_runs_ = false;
  Timer state_timer_;
  bool state_due_ = false;
  Timer devices_timer_;
  bool devices_asked_ = false;  // and not answered yet

  std::unique_ptr<HttpsTransport> https_;
  std::unique_ptr<HttpsReader> reader_;
  std::unique_ptr<HttpsReader> lookup_reader_;
  std::unique_ptr<MqttTransport> mqtt_;  // null: the hub has no broker, or a proxy is between
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<Lookups> lookups_;
  std::unique_ptr<SettingsInbox> settings_inbox_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// --- making -------------------------------------------------------------------------------------

Result<void> HubLink::State::connect_https(const Identity& identity) {
  const HttpsIdentity who{identity.ca, identity.certificate, identity.private_key, time_floor_};
  TP_TRY(auto up, HttpsClient::make(loop_, identity.hub.url, who, proxy_));
  TP_TRY(auto down, HttpsClient::make(loop_, identity.hub.url, who, proxy_));
  TP_TRY(auto lookups, HttpsClient::make(loop_, identity.hub.url, who, proxy_));
  https_ = std::make_unique<HttpsTransport>(std::move(up), tuning_.receipt_timeout);
  reader_ = std::make_unique<HttpsReader>(std::move(down), tuning_.request_timeout);
  lookup_reader_ = std::make_unique<HttpsReader>(std::move(lookups), tuning_.request_timeout);
  return success();
}

Result<void> HubLink::State::connect_mqtt(const Identity& identity) {
  MqttSettings settings;
  settings.host = identity.hub.mqtt->host;
  settings.port = identity.hub.mqtt->port;
  settings.client_id = identity.device;
  settings.ca_file = identity.folder / "ca.pem";
  settings.certificate_file = identity.folder / "certificate.pem";
  settings.private_key_file = identity.folder / "key.pem";
  TP_TRY(settings.tls_context, tls_context_for_mqtt(identity, time_floor_));
  settings.keep_alive = tuning_.keep_alive;
  settings.greeting_max = tuning_.request_timeout;
  settings.reconnect_min = tuning_.backoff_first;
  settings.reconnect_max = tuning_.backoff_longest;
  MqttTransport::Callbacks callbacks;
  callbacks.on_connected = [this] {
    broker_problem_.clear();
    publish_state();
    inbox_->pushed(true);
    loop_.post([this, alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) judge();
    });
  };
  callbacks.on_problem = [this](const std::string& sentence) {
    broker_problem_ = "the broker cannot be used: " + sentence;
    inbox_->pushed(false);
    judge();
  };
  callbacks.on_news = [this](const std::string& payload) {
    const auto news = news_from_json(payload);
    if (news) return inbox_->hear(news.value());
    down_problem_ = news.error().sentence();
    tell_problem();
  };
  TP_TRY(mqtt_, MqttTransport::make(loop_, std::move(settings), identity.store, identity.device,
                                    std::move(callbacks)));
  return success();
}

Outbox::Callbacks HubLink::State::outbox_callbacks() {
  return {
      .on_receipt =
          [this](std::string_view transport, const Receipt& receipt) {
            up_problem_.clear();
            status_.last_receipt = clock_.wall();
            if (transport == https_->name()) https_works_ = true;
            state_changed();
            judge();
            callbacks_.on_receipt(receipt.at);
          },
      .on_problem =
          [this](std::string_view transport, const std::string& sentence) {
            up_problem_ = sentence;
            if (transport == https_->name()) https_works_ = false;
            judge();
          },
  };
}

Inbox::Callbacks HubLink::State::inbox_callbacks() {
  return {
      .on_news = [this](const News& news) { settings_inbox_->hear(news); },
      .on_contact =
          [this] {
            https_works_ = true;
            down_problem_.clear();
            judge();
          },
      .on_applied =
          [this] {
            callbacks_.on_page();
            lookups_->applied();
            state_changed();
          },
      .on_problem =
          [this](const std::string& sentence, bool answered) {
            down_problem_ = sentence;
            https_works_ = answered;
            judge();
          },
  };
}

SettingsInbox::Hub HubLink::State::settings_hub() {
  return {.news = [this](auto done) { reader_->news(std::move(done)); },
          .settings =
              [this](const SettingsCursor& cursor, auto done) {
                reader_->settings(cursor.epoch, cursor.version, std::move(done));
              }};
}

Result<void> HubLink::State::connect(Random& random, ReplicaStore& replica, SettingsStore& settings,
                                     const Identity& identity) {
  status_.enrolled = true;
  device_ = identity.device;
  certificate_until_ = identity.expires;
  keys_ = identity.hub.keys;
  TP_CHECK(connect_https(identity));
  if (proxy_) status_.proxy = proxy_->text();
  if (identity.hub.mqtt && !proxy_) {
    TP_CHECK(connect_mqtt(identity));
  }
  outbox_ =
      std::make_unique<Outbox>(loop_, random, events_, *reader_, mqtt_.get(), *https_,
                               identity.device, identity.hub.keys, tuning_, outbox_callbacks());
  inbox_ = std::make_unique<Inbox>(loop_, random, replica, *reader_, tuning_, inbox_callbacks());
  lookups_ = std::make_unique<Lookups>(
      loop_, replica, *inbox_,
      [this](const Lookup& lookup, std::chrono::milliseconds budget, Lookups::Done done) {
        lookup_reader_->look_up(lookup, budget, std::move(done));
      });
  settings_inbox_ = std::make_unique<SettingsInbox>(
      loop_, random, settings, settings_hub(),
      SettingsInbox::Self{identity.device, identity.store, identity.hub.keys}, tuning_);
  return success();
}

void HubLink::State::start() {
  if (mqtt_) mqtt_->start();
  inbox_->start();
  settings_inbox_->start();
  outbox_->wake(events_.position().last);
}

void HubLink::State::wake(std::int64_t last) {
  outbox_->wake(last);
  state_changed();
}

void HubLink::State::statement(std::move_only_function<void(Result<Statement>)> done) {
  const auto journal = events_.position().journal;
  reader_->statement(journal, [this, journal, done = std::move(done)](auto jws) mutable {
    if (!jws) return done(jws.error());
    auto statement = verify_statement(jws.value(), keys_);
    if (statement &&
        (statement.value().device != device_ || statement.value().journal != journal)) {
      return done(refused("the hub's statement is about another device or journal"));
    }
    done(std::move(statement));
  });
}

// --- online or not ------------------------------------------------------------------------------

void HubLink::State::judge() {
  if (outbox_->preferred_works()) {
    set_online(mqtt_->name());
  } else if (https_works_.value_or(false)) {
    set_online(https_->name());
  } else if (https_works_.has_value()) {
    set_offline();
  } else if (!grace_runs_) {
    // MQTT is gone and nobody has tried HTTPS yet.
    grace_runs_ = true;
    grace_ = loop_.after(tuning_.offline_grace, [this] {
      grace_runs_ = false;
      set_offline();
    });
  }
  tell_problem();
}

void HubLink::State::set_online(std::string_view transport) {
  grace_.cancel();
  grace_runs_ = false;
  const bool came_back = !status_.online;
  const bool same = status_.online && status_.transport == transport;
  if (same) return;
  const auto lost_since = known_ ? status_.since : std::nullopt;
  status_.online = true;
  status_.transport = transport;
  if (came_back) status_.since = clock_.wall();
  known_ = true;
  callbacks_.on_changed();
  if (came_back) {
    ask_devices();
    callbacks_.on_online(transport, lost_since);
  }
}

void HubLink::State::set_offline() {
  grace_.cancel();
  grace_runs_ = false;
  if (known_ && !status_.online) return;
  known_ = true;
  status_.online = false;
  status_.transport.clear();
  status_.since = clock_.wall();
  tell_problem();
  callbacks_.on_changed();
  callbacks_.on_offline(status_.problem);
}

// The most telling one: that events do not leave, that nothing comes, that only one way works.
void HubLink::State::tell_problem() {
  const auto& worst = !up_problem_.empty()     ? up_problem_
                      : !down_problem_.empty() ? down_problem_
                                               : broker_problem_;
  if (status_.problem == worst) return;
  status_.problem = worst;
  status_.revoked = worst.find(kRevokedSentence) != std::string::npos;
  callbacks_.on_changed();
}

// --- the state that the hub shows
// -----------------------------------------------------------------

void HubLink::State::state_changed() {
  if (state_due_ || !mqtt_ || !mqtt_->available()) return;
  state_due_ = true;
  state_timer_ = loop_.after(tuning_.state_interval, [this] { publish_state(); });
}

void HubLink::State::publish_state() {
  state_due_ = false;
  state_timer_.cancel();
  const auto position = events_.position();
  DeviceState state;
  state.version = version_;
  state.journal = position.journal;
  state.first_kept = position.first_kept;
  state.last = position.last;
  state.queue = position.last - position.through;
  state.clock_quality = clock_.quality();
  state.at = clock_.wall();
  state.certificate_until = certificate_until_;
  if (callbacks_.condition) state.condition = callbacks_.condition();
  mqtt_->publish_state(to_json(state));
  // What nothing here notices, such as a disk that fills up, is told once in a while.
  state_timer_ = loop_.after(tuning_.state_refresh, [this] {
    if (mqtt_->available()) publish_state();
  });
}

// --- the store's devices ------------------------------------------------------------------------

// Asked again after a while, however the answer is: a hub that does not say it may be a newer one
// tomorrow.
void HubLink::State::ask_devices() {
  devices_timer_ = loop_.after(tuning_.devices_refresh, [this] {
    if (status_.online) ask_devices();
  });
  if (devices_asked_) return;
  devices_asked_ = true;
  reader_->devices([this, alive = std::weak_ptr(alive_)](Result<StoreDevices> devices) {
    if (alive.expired()) return;
    devices_asked_ = false;
    if (!devices) return;
    status_.devices = std::move(devices).value();
    callbacks_.on_changed();
  });
}

// --- the outside --------------------------------------------------------------------------------

HubLink::HubLink(std::unique_ptr<State> state) : state_(std::move(state)) {}
HubLink::~HubLink() = default;

Result<std::unique_ptr<HubLink>> HubLink::make(Loop& loop, const Clock& clock, Random& random,
                                               EventSource& events, ReplicaStore& replica,
                                               SettingsStore& settings, const Identity& identity,
                                               std::string version, const Tuning& tuning,
                                               WallTime time_floor, std::optional<Proxy> proxy,
                                               Callbacks callbacks) {
  auto state = std::make_unique<State>(loop, clock, events, std::move(version), tuning, time_floor,
                                       std::move(proxy), std::move(callbacks));
  TP_CHECK(state->connect(random, replica, settings, identity));
  return std::unique_ptr<HubLink>(new HubLink(std::move(state)));
}

void HubLink::start() {
  state_->start();
}

void HubLink::wake(std::int64_t last) {
  state_->wake(last);
}

void HubLink::statement(std::move_only_function<void(Result<Statement>)> done) {
  state_->statement(std::move(done));
}

void HubLink::retry(std::vector<OutgoingEvent> rows,
                    std::move_only_function<void(Result<void>)> done) {
  state_->retry(std::move(rows), std::move(done));
}

void HubLink::look_up(const Lookup& lookup, std::chrono::milliseconds budget,
                      std::move_only_function<void(Result<LookupAnswer>)> done) {
  state_->lookups().ask(lookup, budget, std::move(done));
}

void HubLink::give_up_lookups() {
  state_->lookups().give_up();
}

DeviceStatus::Hub HubLink::status() const {
  return state_->status();
}

}  // namespace touchpoint::sync
