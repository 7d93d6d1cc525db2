#include "sync/hub/hub.hpp"

#include "logging/logging.hpp"
#include "sync/hub/answers.hpp"
#include "sync/hub/approval_door.hpp"
#include "sync/hub/authority_roll.hpp"
#include "sync/hub/broker_link.hpp"
#include "sync/hub/console/console_door.hpp"
#include "sync/hub/device_door.hpp"
#include "sync/hub/operator_door.hpp"
#include "sync/hub/phone_door.hpp"
#include "sync/hub/profile_door.hpp"
#include "sync/hub/source_door.hpp"
#include "sync/hub/status_json.hpp"
#include "sync/hub/store/sqlite/sqlite_store.hpp"

namespace touchpoint::hub {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDevices = "devices";
constexpr const char* kSources = "sources";
constexpr const char* kConsole = "console";
constexpr const char* kPhones = "phones";
constexpr auto kSweepEvery = std::chrono::hours{1};
constexpr auto kDrainStep = 20ms;
constexpr int kDrainSteps = 100;                   // two seconds for clients to take their answers
constexpr std::size_t kConnectionsMax = 4096;      // a chain's devices, each keeping one
constexpr std::size_t kPhoneConnectionsMax = 256;  // a proxy's; never at the devices' cost

std::size_t body_limit(web::Method, std::string_view path) {
  const bool many = path == "/v1/events" || path == "/v1/batch";
  return many ? limits::kHttpBodyBatchMax : limits::kHttpBodyMax;
}

web::HttpServer::Options http_options() {
  web::HttpServer::Options options;
  options.body_limit = body_limit;
  options.connections_max = kConnectionsMax;
  return options;
}

web::HttpServer::Options phone_options() {
  web::HttpServer::Options options;
  options.connections_max = kPhoneConnectionsMax;
  return options;
}

// Port 0 is no address of a configuration; tests take a free one.
bool is_loopback(std::string_view address) {
  const std::string host(address.substr(0, address.rfind(':')));
  config::Address read;
  return config::land(host + ":1", &read) && read.is_loopback();
}

sync::MqttSettings mqtt_settings(const Folder& folder, const HubSettings& settings) {
  sync::MqttSettings mqtt;
  mqtt.host = settings.mqtt_host;
  mqtt.port = settings.mqtt_port;
  mqtt.client_id = kHubCommonName;
  mqtt.clean_session = false;
  mqtt.ca_file = folder.ca();
  mqtt.certificate_file = folder.mqtt();
  mqtt.private_key_file = folder.mqtt_key();
  mqtt.keep_alive = settings.mqtt_keep_alive;
  mqtt.reconnect_max = settings.mqtt_backoff_max;
  mqtt.reconnect_min = std::min(mqtt.reconnect_min, mqtt.reconnect_max);
  return mqtt;
}

}  // namespace

HubSettings settings_of(const Config& config) {
  return {
      .name = config.name,
      .devices_listen = config.devices_listen.text(),
      .sources_listen = config.sources_listen.text(),
      .country = config.sources_country,
      .devices_host = config.devices_host,
      .console_listen = config.console_listen,
      .phones_listen = config.phones_listen,
      .phones_url = config.phones_url,
      .identity = {.emails_max = config.identity_emails_max,
                   .phones_max = config.identity_phones_max,
                   .blocked = config.identity_blocked},
      .mqtt_host = config.mqtt_host,
      .mqtt_port = static_cast<int>(config.mqtt_port),
      .mqtt_device_host = config.mqtt_device_host,
      .certificates = {.valid = std::chrono::ceil<std::chrono::seconds>(config.certificate_valid),
                       .grace = std::chrono::ceil<std::chrono::seconds>(config.certificate_grace)},
      .mqtt_keep_alive = std::chrono::ceil<std::chrono::seconds>(config.mqtt_keep_alive),
      .mqtt_backoff_max = config.mqtt_backoff_max};
}

struct Hub::State {
  State(Loop& the_loop, Folder the_folder, const HubSettings& the_settings, Keys the_keys,
        std::unique_ptr<SqliteStore> opened, const Clock& the_clock, Random& random)
      : loop(the_loop),
        folder(std::move(the_folder)),
        clock(the_clock),
        settings(the_settings),
        keys(std::move(the_keys)),
        store(std::move(opened)),
        intake(*store, keys.receipts, metrics),
        broker(loop, *store, intake),
        enrolment(*store, keys.authority, keys.receipts,
                  {.host = settings.mqtt_host.empty() ? "" : settings.mqtt_device_host,
                   .port = settings.mqtt_port},
                  settings.certificates, clock, random),
        device_door(
            *store, intake, enrolment, metrics, keys.receipts, clock,
            {.version = settings.version, .certificate_valid = settings.certificates.valid}),
        approval_door(*store, enrolment),
        source_door(*store, metrics, clock, settings.country,
                    [this] { return broker.connected(); }),
        operators(loop, slow, *store, keys.passwords, clock, random),
        settings_door(*store, loop, slow, random,
                      [this](const std::vector<std::string>& stores) { broker.announce(stores); }),
        profile_door(*store, settings.country, judge_by_what_is_shared),
        operator_door(
            *store, enrolment, source_door, approval_door, settings_door, profile_door, operators,
            clock, random,
            {.backups = folder.backups(),
             .devices_url = [this] { return devices_url(); },
             .tell_broker = [this](Done<BrokerNews> done) { tell_broker(std::move(done)); },
             .announce =
                 [this](const std::vector<std::string>& stores) { broker.announce(stores); },
             .facts = [this] { return facts(); }}),
        console_door(operator_door, operators, *store, clock, random,
                     sync::hosts_of(keys.server_certificate), settings.console_pages),
        phone_door(*store, metrics, clock, random, settings.phones_url, settings.phone_pages),
        phones(
            loop,
            [this](web::Request request, web::ResponderPtr responder) {
              phone_door.handle(std::move(request), std::move(responder));
            },
            phone_options()),
        http(
            loop,
            [this](web::Request request, web::ResponderPtr responder) {
              route(std::move(request), std::move(responder));
            },
            http_options()),
        control(loop, [this](std::string verb, std::string json, control::ReplyPtr reply) {
          operator_door.handle({.verb = std::move(verb), .json = std::move(json), .by = {}},
                               std::move(reply));
        }) {}

  // Which door a listener opens onto; there is no other way in.
  void route(web::Request request, web::ResponderPtr responder) {
    if (request.peer.listener == kDevices) {
      return device_door.handle(std::move(request), std::move(responder));
    }
    if (request.peer.listener == kSources) {
      return source_door.handle(std::move(request), std::move(responder));
    }
    if (request.peer.listener == kConsole) {
      return console_door.handle(std::move(request), std::move(responder));
    }
    responder->respond(error_answer(404, "there is nothing here"));
  }

  std::string devices_url() const {
    return "https://" + settings.devices_host + ":" +
           std::to_string(http.port(kDevices).value_or(0));
  }

  HubFacts facts() const {
    std::string mqtt = "none";
    if (!settings.mqtt_host.empty()) mqtt = broker.connected() ? "connected" : "away";
    return {
        .name = settings.name,
        .devices_port = http.port(kDevices).value_or(0),
        .sources_port = http.port(kSources).value_or(0),
        .console_port = http.port(kConsole).value_or(0),
        .mqtt = std::move(mqtt),
        .terms = {.version = settings.version, .certificate_valid = settings.certificates.valid},
        .now = clock.wall()};
  }

  Result<void> listen();
  Result<void> open_console();
  void sweep();
  void tell_broker(Done<BrokerNews> done);
  void wait_for_clients(int steps, Task done);

  Loop& loop;
  const Folder folder;
  const Clock& clock;
  HubSettings settings;
  Keys keys;
  Metrics metrics;
  BrokerRevocations revocations{folder, keys};
  std::unique_ptr<SqliteStore> store;
  Intake intake;
  BrokerLink broker;
  Enrolment enrolment;
  DeviceDoor device_door;
  ApprovalDoor approval_door;
  SourceDoor source_door;
  Worker slow{"slow", limits::kSlowQueueMax};
  Operators operators;
  SettingsDoor settings_door;
  ProfileDoor profile_door;
  OperatorDoor operator_door;
  ConsoleDoor console_door;
  PhoneDoor phone_door;
  web::HttpServer phones;
  web::HttpServer http;
  control::ControlServer control;
  Timer sweep_timer;
  Timer drain_timer;
};

Result<void> Hub::State::listen() {
  web::Listen devices;
  devices.name = kDevices;
  devices.address = settings.devices_listen;
  devices.tls = web::TlsFiles{.certificate_chain = keys.server_certificate,
                              .private_key = keys.server_private_key,
                              .client_ca = keys.authority.certificate};
  TP_CHECK(http.listen(devices));
  web::Listen sources;
  sources.name = kSources;
  sources.address = settings.sources_listen;
  TP_CHECK(http.listen(sources));
  TP_CHECK(open_console());
  if (!settings.phones_listen.empty()) {
    web::Listen for_phones;
    for_phones.name = kPhones;
    for_phones.address = settings.phones_listen;
    TP_CHECK(phones.listen(for_phones));
  }
  TP_CHECK(control.listen(folder.control_socket()));
  store->on_changes([this](const std::vector<std::string>& stores) { broker.announce(stores); });
  if (!settings.mqtt_host.empty()) {
    TP_CHECK(broker.start(mqtt_settings(folder, settings)));
  }
  sweep();
  return success();
}

// Passwords travel here: without TLS only within this machine.
Result<void> Hub::State::open_console() {
  if (settings.console_listen.empty()) return success();
  web::Listen console;
  console.name = kConsole;
  console.address = settings.console_listen;
  if (!is_loopback(settings.console_listen)) {
    console.tls = web::TlsFiles{.certificate_chain = keys.server_certificate,
                                .private_key = keys.server_private_key,
                                .client_ca = {}};
  }
  return http.listen(console);
}

void Hub::State::sweep() {
  store->sweep([](Result<void> swept) {
    if (!swept) log(Message::not_swept, "not swept: " + swept.error().sentence());
  });
  // Enrolments and renewals end certificates, too: nobody waits for the broker to hear of those.
  tell_broker([](Result<BrokerNews> news) {
    if (!news) {
      log(Message::broker_not_told,
          "the broker is not told who is revoked: " + news.error().sentence());
    }
  });
  sweep_timer = loop.after(kSweepEvery, [this] { sweep(); });
}

void Hub::State::tell_broker(Done<BrokerNews> done) {
  store->ended_certificates(
      [this, done = std::move(done)](Result<std::vector<EndedCertificate>> ended) mutable {
        if (!ended) return done(ended.error());
        done(revocations.tell(ended.value(), clock.wall()));
      });
}

void Hub::State::wait_for_clients(int steps, Task done) {
  if (http.connections() + phones.connections() == 0 || steps == 0) return done();
  drain_timer = loop.after(kDrainStep, [this, steps, done = std::move(done)]() mutable {
    wait_for_clients(steps - 1, std::move(done));
  });
}

Result<std::unique_ptr<Hub>> Hub::open(Loop& loop, const Folder& folder,
                                       const HubSettings& settings, const Clock& clock,
                                       Random& random) {
  TP_TRY(auto keys, read_keys(folder));
  TP_TRY(const auto standing, authority_standing(folder, {}));
  TP_TRY(auto store, SqliteStore::open(folder.database(), loop, clock, random, settings.identity));
  auto state = std::make_unique<State>(loop, folder, settings, std::move(keys), std::move(store),
                                       clock, random);
  state->metrics.certificates_until = standing.first_end();
  TP_CHECK(state->listen());
  return std::unique_ptr<Hub>(new Hub(std::move(state)));
}

Hub::Hub(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hub::~Hub() = default;

std::uint16_t Hub::devices_port() const {
  return state_->http.port(kDevices).value_or(0);
}
std::uint16_t Hub::sources_port() const {
  return state_->http.port(kSources).value_or(0);
}
std::uint16_t Hub::console_port() const {
  return state_->http.port(kConsole).value_or(0);
}
std::uint16_t Hub::phones_port() const {
  return state_->phones.port(kPhones).value_or(0);
}
bool Hub::broker_connected() const {
  return state_->broker.connected();
}

void Hub::drain(Task done) {
  state_->sweep_timer.cancel();
  state_->http.drain();
  state_->phones.drain();
  // The store answers in order: when this answer comes, everything before it is committed and told.
  state_->store->totals([this, done = std::move(done)](Result<StoreTotals>) mutable {
    state_->broker.stop();
    state_->wait_for_clients(kDrainSteps, std::move(done));
  });
}

}  // namespace touchpoint::hub
