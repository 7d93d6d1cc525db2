#include "sync/enrol/enrolment.hpp"

#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/https/client.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::size_t kAnswerMax = 64 * 1024;  // bytes; a certificate, a CA and some words
constexpr std::chrono::milliseconds kPatience{20'000};

// What to do next, for each way in which a hub says no.
Error refusal(int status, const EnrolmentWish& wish) {
  switch (status) {
    case 401:
      return refused("the hub does not take this token: it was used, has expired or is another "
                     "hub's; make a new one there with touchpoint-hub token");
    case 403:
      return refused("the token is for another device or store than " + wish.device + " in " +
                     wish.store + "; see [device] in the configuration, or make another token");
    case 422: return refused("the hub does not accept this device's certificate request");
    default:
      return retry_later("the hub answered " + std::to_string(status) +
                         " to the enrolment; nothing was changed, try again later");
  }
}

struct HubWord {
  std::string device;
  std::string store;
  Identity identity;
};

Result<HubWord> read_word(const std::string& json) {
  TP_TRY(const auto document, reading::Document::parse(json, "the hub's answer"));
  reading::Members::Problem problem;
  const reading::Members members{document.root(), "the hub's answer", problem};
  HubWord word;
  word.device = members.text("device");
  word.store = members.text("store");
  word.identity.certificate = members.text("certificate");
  word.identity.ca = members.text("ca");
  word.identity.keys = members.each<PinnedKey>(
      "keys", "a key", [](const reading::Members& key) -> std::optional<PinnedKey> {
        return pinned_key(key.text("kid"), key.text("x"));
      });
  if (const auto* mqtt = members.object("mqtt")) {
    const reading::Members broker{*mqtt, "mqtt", problem};
    word.identity.mqtt_host = broker.text("host");
    word.identity.mqtt_port = static_cast<int>(broker.count("port"));
  }
  if (problem.found()) return damaged(problem.sentence);
  if (word.identity.keys.empty()) return damaged("the hub named no key that signs receipts");
  return word;
}

}  // namespace

struct Enrolment::State : std::enable_shared_from_this<State> {
  State(Loop& its_loop, const Clock& its_clock, EnrolmentWish its_wish, Progress its_progress,
        Done its_done)
      : loop(its_loop),
        clock(its_clock),
        wish(std::move(its_wish)),
        progress(std::move(its_progress)),
        done(std::move(its_done)) {}

  void fetch_authority();
  void check_authority(const HttpsAnswer& answer);
  void ask_for_certificate();
  void take_certificate(const HttpsAnswer& answer);
  Result<Identity> identity_from(const HttpsAnswer& answer) const;
  void finish(Result<Identity> result);
  void ask(const std::string& ca, HttpsRequest request, void (State::*next)(const HttpsAnswer&));

  Loop& loop;
  const Clock& clock;
  EnrolmentWish wish;
  Progress progress;
  Done done;
  EnrolmentToken token;
  std::string authority;
  std::string key;
  std::unique_ptr<HttpsClient> client;
};

void Enrolment::State::ask(const std::string& ca, HttpsRequest request,
                           void (State::*next)(const HttpsAnswer&)) {
  auto made = HttpsClient::make(loop, wish.url, {.ca = ca, .certificate = {}, .private_key = {}});
  if (!made) {
    finish(made.error());
    return;
  }
  client = std::move(made).value();
  request.answer_max = kAnswerMax;
  request.timeout = kPatience;
  client->request(std::move(request), [weak = weak_from_this(), next](Result<HttpsAnswer> answer) {
    const auto self = weak.lock();
    if (!self) return;
    if (answer) {
      (self.get()->*next)(answer.value());
    } else {
      self->finish(answer.error().within("cannot reach the hub at " + self->wish.url));
    }
  });
}

void Enrolment::State::fetch_authority() {
  auto read = token_from_text(wish.token);
  if (!read) {
    finish(read.error());
    return;
  }
  token = std::move(read).value();
  progress("asking " + wish.url + " for its certificate authority");
  ask("", {.method = "GET", .target = "/v1/ca", .headers = {}, .body = {}},
      &State::check_authority);
}

void Enrolment::State::check_authority(const HttpsAnswer& answer) {
  const auto document = reading::Document::parse(answer.body, "the hub's answer");
  if (answer.status != 200 || !document) {
    finish(refused("there is no hub at " + wish.url + ": it answered " +
                   std::to_string(answer.status) + " and not a certificate authority"));
    return;
  }
  reading::Members::Problem problem;
  authority = reading::Members{document.value().root(), "the hub's answer", problem}.text("ca");
  const auto print = fingerprint(authority);
  if (!print || !equal_in_constant_time(print.value(), token.ca_fingerprint)) {
    finish(refused("the hub at " + wish.url + " is not the one that made this token; check the URL, "
                   "and whether something between intercepts TLS"));
    return;
  }
  progress("the hub is the one that made the token");
  ask_for_certificate();
}

void Enrolment::State::ask_for_certificate() {
  key = new_private_key();
  auto request = new_request(key, {.common_name = wish.device, .unit = wish.store});
  if (!request) {
    finish(request.error());
    return;
  }
  progress("asking for a certificate for " + wish.device + " in " + wish.store);
  ask(authority,
      {.method = "POST",
       .target = "/v1/enrol",
       .headers = {{"Authorization", "Bearer " + token.secret},
                   {"Content-Type", "application/json"}},
       .body = ObjectWriter{}
                   .text("device", wish.device)
                   .text("store", wish.store)
                   .text("csr", request.value())
                   .done()},
      &State::take_certificate);
}

void Enrolment::State::take_certificate(const HttpsAnswer& answer) {
  if (answer.status != 201) {
    finish(refusal(answer.status, wish));
    return;
  }
  auto identity = identity_from(answer);
  if (identity) {
    if (auto stored = store_identity(wish.folder, identity.value()); !stored) {
      finish(stored.error());
      return;
    }
    progress("the certificate is stored");
  }
  finish(std::move(identity));
}

Result<Identity> Enrolment::State::identity_from(const HttpsAnswer& answer) const {
  TP_TRY(auto word, read_word(answer.body));
  TP_TRY(const auto facts, facts_of(word.identity.certificate));
  const bool ours = word.device == wish.device && word.store == wish.store &&
                    facts.name.common_name == wish.device && facts.name.unit == wish.store;
  if (!ours) return damaged("the hub's certificate is not for " + wish.device);
  auto identity = std::move(word.identity);
  identity.folder = wish.folder;
  identity.device = wish.device;
  identity.store = wish.store;
  identity.private_key = key;
  identity.ca = authority;  // the one that the token vouches for, whatever else was sent
  identity.url = wish.url;
  identity.enrolled_at = clock.wall();
  return identity;
}

void Enrolment::State::finish(Result<Identity> result) {
  if (!done) return;
  loop.post([weak = weak_from_this(), result = std::move(result)]() mutable {
    const auto self = weak.lock();
    if (!self || !self->done) return;
    auto answer = std::exchange(self->done, nullptr);
    answer(std::move(result));
  });
}

Enrolment::Enrolment(std::shared_ptr<State> state) : state_(std::move(state)) {}
Enrolment::~Enrolment() = default;

std::unique_ptr<Enrolment> Enrolment::start(Loop& loop, const Clock& clock, EnrolmentWish wish,
                                            Progress progress, Done done) {
  auto state = std::make_shared<State>(loop, clock, std::move(wish), std::move(progress),
                                       std::move(done));
  loop.post([weak = std::weak_ptr(state)] {
    if (const auto self = weak.lock()) self->fetch_authority();
  });
  return std::unique_ptr<Enrolment>(new Enrolment(std::move(state)));
}

}  // namespace touchpoint::sync
