#include "support/tiny_hub.hpp"

#include <stdexcept>

#include "core/text.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/codec/profile_json.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint::support {
namespace {

using web::Method;
using web::Request;
using web::Response;

constexpr std::string_view kDevice = "device-1";
constexpr std::string_view kTopics = "touchpoint/v1/store-1/device-1/";

Response json(std::string text) {
  Response response;
  response.content_type = "application/json";
  response.body = std::move(text);
  return response;
}

Response status(int code) {
  auto response = json(R"({"error":"no","message":"no"})");
  response.status = code;
  return response;
}

std::int64_t number(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? 0 : std::stoll(found->second);
}

}  // namespace

TinyHub::TinyHub(Loop& loop, Pki& pki) : loop_(loop), pki_(pki), credentials_(pki.server()) {
  start();
}

TinyHub::~TinyHub() = default;

std::string TinyHub::url() const {
  return "https://127.0.0.1:" + std::to_string(port_);
}

void TinyHub::start() {
  web::HttpServer::Options options;
  options.body_limit = [](Method, std::string_view) { return limits::kHttpBodyBatchMax; };
  server_ = std::make_unique<web::HttpServer>(
      loop_,
      [this](const Request& request, web::ResponderPtr responder) {
        handle(request, std::move(responder));
      },
      std::move(options));
  web::Listen listen;
  listen.name = "hub";
  listen.address = "127.0.0.1:" + std::to_string(port_);
  listen.tls = web::TlsFiles{credentials_.certificate, credentials_.private_key, credentials_.ca};
  if (const auto ok = server_->listen(listen); !ok) {
    throw std::runtime_error(ok.error().sentence());
  }
  port_ = server_->port("hub").value();
}

void TinyHub::stop() {
  server_.reset();
}

void TinyHub::handle(const Request& request, web::ResponderPtr responder) {
  if (fault_) {
    if (auto faulty = fault_(request)) return responder->respond(std::move(*faulty));
  }
  responder->respond(answer(request));
}

Response TinyHub::answer(const Request& request) {
  if (request.path == "/v1/ca") return json(R"({"ca":)" + json_quoted(credentials_.ca) + "}");
  if (request.path == "/v1/enrol") return enrol(request);
  if (request.peer.common_name != kDevice) return status(401);
  if (request.path == "/v1/reenrol") {
    ++reenrolments;
    return certificate_for(request);
  }
  if (request.path == "/v1/events" && request.method == Method::post) return take_batch(request);
  if (request.path == "/v1/profiles/changes") return page(request);
  if (request.path == "/v1/news") return json(to_json(sync::News{epoch_, changes_}));
  if (request.path == "/v1/refusals") {
    return json(to_json(std::vector<sync::Refusal>{{1, "refused by the test"}}));
  }
  return status(404);
}

Response TinyHub::take_batch(const Request& request) {
  ++batches_by_https;
  last_first_kept = request.header("touchpoint-first-kept");
  if (!store.take(request.body)) return status(400);
  Response response;
  response.content_type = "application/jose";
  response.body = store.word(std::string(request.header("touchpoint-batch")));
  return response;
}

Response TinyHub::page(const Request& request) const {
  const auto asked = request.query.find("epoch");
  const bool known = asked != request.query.end() && asked->second == epoch_;
  sync::ChangePage page;
  page.epoch = epoch_;
  page.since = known ? number(request, "since") : 0;
  page.through = std::min(changes_, page.since + number(request, "limit"));
  page.more = page.through < changes_;
  page.as_of = WallTime{std::chrono::milliseconds{1'772'448'067'400}};
  for (auto change = page.since + 1; change <= page.through; ++change) {
    Profile profile;
    auto digits = std::to_string(change);
    profile.id = "0197a2c0-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
    page.profiles.push_back(std::move(profile));
  }
  return json(to_json(page));
}

std::string TinyHub::new_token() {
  sync::EnrolmentToken token;
  token.secret = to_base64url(as_bytes("secret-" + std::to_string(tokens_.size() + 1)));
  token.ca_fingerprint = sync::fingerprint(credentials_.ca).value();
  tokens_.insert(token.secret);
  return to_text(token);
}

Response TinyHub::enrol(const Request& request) {
  const auto authorization = request.header("authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (!authorization.starts_with(kBearer)) return status(401);
  if (tokens_.erase(std::string(authorization.substr(kBearer.size()))) == 0) return status(401);
  const auto document = sync::reading::Document::parse(request.body, "the enrolment");
  sync::reading::Members::Problem problem;
  const sync::reading::Members members{document.value().root(), "the enrolment", problem};
  if (members.text("device") != kDevice || members.text("store") != "store-1") return status(403);
  return certificate_for(request);
}

Response TinyHub::certificate_for(const Request& request) const {
  const auto document = sync::reading::Document::parse(request.body, "the request");
  sync::reading::Members::Problem problem;
  const sync::reading::Members members{document.value().root(), "the request", problem};
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto certificate =
      sync::issue(pki_.authority(), std::string(members.text("csr")), {"device-1", "store-1"},
                  sync::Usage::client, {}, now, std::chrono::days{1});
  if (!certificate) return status(422);
  const auto& key = store.signer().public_key();
  auto response = json(
      R"({"device":"device-1","store":"store-1","certificate":)" +
      json_quoted(certificate.value()) + R"(,"ca":)" + json_quoted(credentials_.ca + next_ca) +
      R"(,"keys":[{"kid":")" + sync::key_id(key) + R"(","x":")" + to_base64url(key) +
      R"("}],"mqtt":)" +
      (broker_port_ == 0 ? "null"
                         : R"({"host":"127.0.0.1","port":)" + std::to_string(broker_port_) + "}") +
      "}");
  response.status = 201;
  return response;
}

// --- by the broker ------------------------------------------------------------------------------

void TinyHub::join_broker(int port) {
  broker_port_ = port;
  const auto credentials = pki_.device("hub", "");
  sync::MqttSettings settings;
  settings.host = "127.0.0.1";
  settings.port = port;
  settings.client_id = "hub";
  settings.ca_file = credentials.ca_file;
  settings.certificate_file = credentials.certificate_file;
  settings.private_key_file = credentials.private_key_file;
  settings.reconnect_min = std::chrono::milliseconds{5};
  settings.reconnect_max = std::chrono::milliseconds{50};
  mqtt_ = std::move(
      sync::MqttClient::make(
          loop_, settings,
          {.on_connected =
               [this] {
                 (void)mqtt_->subscribe("touchpoint/v1/+/+/events/+");
                 (void)mqtt_->subscribe("touchpoint/v1/+/+/state");
                 publish_news();
               },
           .on_disconnected = [](std::string_view) {},
           .on_message = [this](const sync::MqttMessage& message) { take_message(message); }})
          .value());
  (void)mqtt_->start();
}

void TinyHub::leave_broker() {
  mqtt_.reset();
}

void TinyHub::take_message(const sync::MqttMessage& message) {
  const std::string_view topic = message.topic;
  if (topic.ends_with("/state")) {
    last_state = message.payload;
    return;
  }
  ++batches_by_mqtt;
  if (!store.take(message.payload) || mute_) return;
  const auto batch = std::string(topic.substr(topic.rfind('/') + 1));
  (void)mqtt_->publish(std::string(kTopics) + "stored", store.word(batch), true);
}

void TinyHub::change_profiles(std::int64_t number) {
  changes_ = number;
  publish_news();
}

void TinyHub::publish_news() {
  if (!mqtt_ || !mqtt_->connected()) return;
  (void)mqtt_->publish(std::string(kTopics) + "news", to_json(sync::News{epoch_, changes_}), true);
}

}  // namespace touchpoint::support
