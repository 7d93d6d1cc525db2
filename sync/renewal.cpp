#include "sync/renewal.hpp"

#include "sync/codec/device_json.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/enrol/possession.hpp"
#include "sync/https/answer.hpp"
#include "sync/mqtt/client.hpp"
#include "sync/mqtt_tls.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::size_t kAnswerMax = 64 * 1024;  // bytes; two certificates and a few keys
constexpr std::string_view kJson = "application/json";

Error not_for_us() {
  return refused("the hub gave a certificate that is not for this device's new key");
}

}  // namespace

struct Renewal::State : std::enable_shared_from_this<State> {
  State(Loop& on, const Contact& with, RenewalOrder what)
      : loop(on), contact(with), order(std::move(what)) {}

  void begin();
  void ask();
  void take(const HttpsAnswer& answer);
  void prove();
  void hub_took_it(const HttpsAnswer& answer);
  void prove_at_broker();
  void adopt();
  void fail(const Error& error);
  void finish(Result<Identity> result);

  // Asks, and goes on with `next` on the answer that was expected.
  void exchange(HttpsRequest request, int status, void (State::*next)(const HttpsAnswer&));

  Loop& loop;
  const Contact& contact;
  const RenewalOrder order;
  Done done;
  Identity next;
  bool written = false;  // `next` stands in the second slot
  std::unique_ptr<HttpsClient> client;
  std::unique_ptr<MqttClient> broker;
};

Renewal::Renewal(std::shared_ptr<State> state) : state_(std::move(state)) {}
Renewal::~Renewal() = default;

std::unique_ptr<Renewal> Renewal::start(Loop& loop, const Contact& contact, RenewalOrder order,
                                        Done done) {
  auto state = std::make_shared<State>(loop, contact, std::move(order));
  state->done = std::move(done);
  loop.post([weak = std::weak_ptr(state)] {
    if (const auto alive = weak.lock()) alive->begin();
  });
  return std::unique_ptr<Renewal>(new Renewal(std::move(state)));
}

void Renewal::State::finish(Result<Identity> result) {
  client.reset();
  broker.reset();
  if (auto last = std::exchange(done, nullptr)) last(std::move(result));
}

// What could only not be tried is tried again; what was tried and did not work is made anew.
void Renewal::State::fail(const Error& error) {
  if (written && !error.is(Condition::retry_later)) discard_next(order.current.folder);
  finish(error);
}

void Renewal::State::begin() {
  if (auto found = load_next(order.current.folder, order.current)) {
    next = std::move(*found);
    written = true;
    return prove();
  }
  ask();
}

void Renewal::State::exchange(HttpsRequest request, int status,
                              void (State::*next_step)(const HttpsAnswer&)) {
  request.answer_max = kAnswerMax;
  request.timeout = order.timeout;
  client->request(std::move(request), [weak = weak_from_this(), status, next_step](auto answer) {
    const auto alive = weak.lock();
    if (!alive) return;
    if (!answer) return alive->fail(answer.error());
    if (const auto error = unexpected(answer.value(), status, kJson)) return alive->fail(*error);
    ((*alive).*next_step)(answer.value());
  });
}

void Renewal::State::ask() {
  const auto& current = order.current;
  next = current;
  next.private_key = new_private_key();
  auto csr = new_request(next.private_key, {current.device, current.store});
  if (!csr) return fail(csr.error());
  HttpsIdentity who{.ca = current.ca, .time_floor = contact.floor()};
  std::string body;
  if (order.by_proof) {
    const auto proof = sign_with(current.private_key, csr.value());
    if (!proof) return fail(proof.error());
    body = reenrolment_request(csr.value(), current.certificate, proof.value());
  } else {
    who.certificate = current.certificate;
    who.private_key = current.private_key;
    body = reenrolment_request(csr.value());
  }
  auto made = HttpsClient::make(loop, current.hub.url, who, order.proxy);
  if (!made) return fail(made.error());
  client = std::move(made.value());
  exchange({.method = "POST",
            .target = "/v1/reenrol",
            .headers = {{"Content-Type", std::string(kJson)}},
            .body = std::move(body)},
           201, &State::take);
}

// The keys of receipts stay those that were pinned; where the broker is, and which CA is to be
// trusted from now on, comes from the hub that the present CA has proven.
void Renewal::State::take(const HttpsAnswer& answer) {
  auto given = enrolment_answer_from_json(answer.body);
  if (!given) return fail(given.error());
  const auto facts = facts_of(given.value().certificate);
  const bool ours = facts && facts.value().name.common_name == order.current.device &&
                    facts.value().name.unit == order.current.store &&
                    belongs_together(given.value().certificate, next.private_key);
  if (!ours) return fail(not_for_us());
  next.certificate = std::move(given.value().certificate);
  next.ca = std::move(given.value().ca);
  next.hub.mqtt = std::move(given.value().mqtt);
  next.begins = facts.value().not_before;
  next.expires = facts.value().not_after;
  if (const auto kept = write_next(order.current.folder, next); !kept) return fail(kept.error());
  written = true;
  prove();
}

void Renewal::State::prove() {
  auto made = HttpsClient::make(loop, next.hub.url,
                                {.ca = next.ca,
                                 .certificate = next.certificate,
                                 .private_key = next.private_key,
                                 .time_floor = std::max(contact.floor(), next.begins)},
                                order.proxy);
  if (!made) return fail(made.error());
  client = std::move(made.value());
  exchange({.target = "/v1/news", .headers = {{"Accept", std::string(kJson)}}}, 200,
           &State::hub_took_it);
}

void Renewal::State::hub_took_it(const HttpsAnswer&) {
  if (order.by_broker && next.hub.mqtt) return prove_at_broker();
  adopt();
}

void Renewal::State::prove_at_broker() {
  const auto slot = next_slot(order.current.folder);
  MqttSettings settings;
  settings.host = next.hub.mqtt->host;
  settings.port = next.hub.mqtt->port;
  // Another client than the one that is connected, which a broker would else put out.
  settings.client_id = next.device + "/renewal";
  settings.ca_file = slot / "ca.pem";
  settings.certificate_file = slot / "certificate.pem";
  settings.private_key_file = slot / "key.pem";
  auto context = tls_context_for_mqtt(next, std::max(contact.floor(), next.begins));
  if (!context) return fail(context.error());
  settings.tls_context = std::move(context.value());
  settings.greeting_max = order.timeout;
  // Told from inside the client's own callback, which must not destroy it.
  const auto conclude = [this, weak = weak_from_this()](Result<void> result) {
    loop.post([weak, result = std::move(result)] {
      const auto alive = weak.lock();
      if (!alive || !alive->broker) return;
      result ? alive->adopt() : alive->fail(result.error());
    });
  };
  auto made =
      MqttClient::make(loop, std::move(settings),
                       {.on_connected = [conclude] { conclude(success()); },
                        .on_disconnected =
                            [conclude](std::string_view why) {
                              conclude(retry_later("the broker did not take the new certificate: " +
                                                   std::string(why)));
                            },
                        .on_message = [](const MqttMessage&) {}});
  if (!made) return fail(made.error());
  broker = std::move(made.value());
  if (const auto started = broker->start(); !started) fail(started.error());
}

void Renewal::State::adopt() {
  if (const auto adopted = adopt_next(order.current.folder); !adopted) {
    return fail(adopted.error());
  }
  next.folder = order.current.folder;
  finish(std::move(next));
}

}  // namespace touchpoint::sync
