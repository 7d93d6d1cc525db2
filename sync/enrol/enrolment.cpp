#include "sync/enrol/enrolment.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/https/answer.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::size_t kAnswerMax = 64 * 1024;  // bytes; two certificates and a few keys

Error told_by(const HttpsAnswer& answer) {
  const auto status = std::to_string(answer.status);
  switch (answer.status) {
    case 401:
      return refused(
          "the hub does not take this token: it was used already, or its time is over. Have a new "
          "one made for this device");
    case 403:
      return refused(
          "this token is for another device or another store. Compare [device] in the "
          "configuration with what the token was made for");
    case 422:
      return refused("the hub finds something wrong with the certificate request (422)");
    case 429:
    case 503:
      return retry_later("the hub is busy (" + status + "): try again in a minute");
    default:
      return retry_later("that is not a hub's answer (" + status +
                         "): check the address, and whether a proxy stands between");
  }
}

// What the hub says of a key that it has not approved.
Error not_approved(const HttpsAnswer& answer) {
  if (answer.status == 202) return retry_later("waiting for approval at the hub");
  if (answer.status == 401) {
    return refused("this hub lets no device in without a token: have one made for this device");
  }
  if (answer.status != 403) return told_by(answer);
  const auto word = error_word(answer);
  if (word == "not_expected") {
    return retry_later(
        "the hub does not expect this device: have it announced there (touchpoint-hub approve)");
  }
  if (word == "other_store") {
    return retry_later(
        "the hub expects this device in another store: compare [device] in the configuration with "
        "what was announced there");
  }
  return refused("the hub has refused this device's key: ask the head office");
}

}  // namespace

struct Enrolment::State : std::enable_shared_from_this<State> {
  State(Loop& on, const Clock& with, EnrolmentOrder what) : loop(on), clock(with), order(what) {}

  void begin();
  void ask_for_ca();
  void check_ca(const HttpsAnswer& answer);
  void ask_for_certificate(const std::string& pinned_ca);
  void check_certificate(const HttpsAnswer& answer);
  void finish(Result<Identity> result);

  // Asks, and goes on with `next` on any HTTP answer.
  void ask(HttpsRequest request, void (State::*next)(const HttpsAnswer&));

  Loop& loop;
  const Clock& clock;
  const EnrolmentOrder order;
  Progress progress;
  Done done;
  EnrolmentToken token;
  Identity identity;
  std::unique_ptr<HttpsClient> client;
};

Enrolment::Enrolment(std::shared_ptr<State> state) : state_(std::move(state)) {}
Enrolment::~Enrolment() = default;

std::unique_ptr<Enrolment> Enrolment::start(Loop& loop, const Clock& clock, EnrolmentOrder order,
                                            Progress progress, Done done) {
  auto state = std::make_shared<State>(loop, clock, std::move(order));
  state->progress = std::move(progress);
  state->done = std::move(done);
  loop.post([weak = std::weak_ptr(state)] {
    if (const auto alive = weak.lock()) alive->begin();
  });
  return std::unique_ptr<Enrolment>(new Enrolment(std::move(state)));
}

void Enrolment::State::finish(Result<Identity> result) {
  client.reset();
  if (auto last = std::exchange(done, nullptr)) last(std::move(result));
}

void Enrolment::State::ask(HttpsRequest request, void (State::*next)(const HttpsAnswer&)) {
  request.answer_max = kAnswerMax;
  client->request(std::move(request), [weak = weak_from_this(), next](auto answer) {
    const auto alive = weak.lock();
    if (!alive) return;
    if (!answer) return alive->finish(answer.error().within("the hub cannot be asked"));
    ((*alive).*next)(answer.value());
  });
}

void Enrolment::State::begin() {
  auto read = token_from_text(trimmed(order.token));
  if (!read) return finish(std::move(read.error()));
  token = std::move(read.value());
  if (!is_slug(order.store) || !is_slug(order.device)) {
    return finish(misconfigured(
        "the names of store and device have 1 to 64 of a-z, 0-9 and '-': set them in [device]"));
  }
  ask_for_ca();
}

void Enrolment::State::ask_for_ca() {
  progress("Asking " + order.url + " for its certificate authority");
  auto made = HttpsClient::make(loop, order.url, {}, order.proxy);
  if (!made) return finish(std::move(made.error()));
  client = std::move(made.value());
  ask({.target = "/v1/ca"}, &State::check_ca);
}

void Enrolment::State::check_ca(const HttpsAnswer& answer) {
  if (answer.status != 200) return finish(told_by(answer));
  const auto text = ca_from_json(answer.body);
  if (!text) return finish(told_by({.status = 200, .headers = {}, .body = {}}));
  auto ca = first_certificate(text.value());
  const auto digest = ca ? fingerprint(ca.value()) : Result<Digest>(refused(""));
  if (!digest || !equal_in_constant_time(digest.value(), token.ca_fingerprint)) {
    return finish(misconfigured(
        "this is not the hub that the token is from: its certificate authority is another one. "
        "Check the address; if it is right, somebody stands between"));
  }
  ask_for_certificate(ca.value());
}

void Enrolment::State::ask_for_certificate(const std::string& pinned_ca) {
  progress("It is the hub that the token is from");
  identity.ca = pinned_ca;
  identity.private_key = token.secret.empty() ? order.key : new_private_key();
  const auto csr = new_request(identity.private_key, {order.device, order.store});
  if (!csr) return finish(csr.error());
  // The token says that this CA is the hub's: it begins at a moment that has passed.
  const auto ca = facts_of(pinned_ca);
  if (!ca) return finish(ca.error());
  auto made = HttpsClient::make(
      loop, order.url,
      {.ca = pinned_ca, .certificate = {}, .private_key = {}, .time_floor = ca.value().not_before},
      order.proxy);
  if (!made) return finish(std::move(made.error()));
  client = std::move(made.value());
  progress("Asking for a certificate for " + order.device + " in " + order.store);
  HttpsRequest request;
  request.method = "POST";
  request.target = "/v1/enrol";
  request.headers = {{"Content-Type", "application/json"}};
  if (!token.secret.empty()) {
    request.headers.emplace_back("Authorization", "Bearer " + token.secret);
  }
  request.body = enrolment_request(order.device, order.store, csr.value());
  ask(std::move(request), &State::check_certificate);
}

void Enrolment::State::check_certificate(const HttpsAnswer& answer) {
  if (answer.status != 201) {
    return finish(token.secret.empty() ? not_approved(answer) : told_by(answer));
  }
  auto given = enrolment_answer_from_json(answer.body);
  if (!given) return finish(std::move(given.error()));
  const auto facts = facts_of(given.value().certificate);
  const bool ours = facts && facts.value().name.common_name == order.device &&
                    facts.value().name.unit == order.store &&
                    belongs_together(given.value().certificate, identity.private_key);
  if (!ours) return finish(refused("the hub gave a certificate that is not for this device's key"));
  identity.device = order.device;
  identity.store = order.store;
  identity.certificate = std::move(given.value().certificate);
  // The hub that the token is from may trust a second authority, which will sign one day.
  identity.ca = std::move(given.value().ca);
  identity.hub = {order.url, std::move(given.value().keys), std::move(given.value().mqtt),
                  clock.wall()};
  identity.begins = facts.value().not_before;
  identity.expires = facts.value().not_after;
  identity.folder = order.folder;
  progress("Keeping the certificate");
  if (auto stored = store_identity(order.folder, identity); !stored) {
    return finish(stored.error().within("the token is used up, but its identity is not kept"));
  }
  finish(std::move(identity));
}

}  // namespace touchpoint::sync
