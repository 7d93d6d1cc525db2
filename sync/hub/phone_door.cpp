#include "sync/hub/phone_door.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "crypto/hash.hpp"
#include "feedback/survey_json.hpp"
#include "sync/hub/answers.hpp"
#include "sync/hub/console/http_reply.hpp"
#include "sync/hub/json_members.hpp"
#include "web/browser.hpp"
#include "web/interactions.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

// For all phones together: a proxy hides who is who, and can bound each by itself. A page asks once
// in some seconds whether the store has sent the visit; a code has 128 bits.
constexpr int kRequestsAtOnce = 200;
constexpr auto kRequestEvery = 20ms;
constexpr int kMissesAtOnce = 60;
constexpr auto kMissEvery = 200ms;
constexpr int kAskAgainS = 5;
constexpr std::size_t kSecretMin = 22;  // 128 bits in base64url
constexpr std::size_t kSecretMax = 64;
constexpr std::string_view kHttps = "https://";

// What was handed over, as far as the page and the judge of its answers need it.
struct Visit {
  json::object said;  // of the event
  feedback::Survey survey;
  web::ApiSettings settings;
  std::string response;
};

Result<Visit> visit_of(const Handover& handover) {
  TP_TRY(auto said, parse_object(handover.data));
  const auto* asked = object_member(said, "asked");
  if (asked == nullptr) return refused("the store's device did not say what was asked");
  Visit visit;
  TP_TRY(visit.survey, feedback::read_survey(json::serialize(*asked)));
  visit.survey.identify = {};  // a kiosk has a scanner for that
  visit.response = text_member(said, "response");
  auto& settings = visit.settings;
  settings.survey = visit.survey;
  settings.kiosk = handover.touchpoint;
  settings.collections = false;
  settings.language = text_member(said, "store_language");
  if (const auto* languages = array_member(said, "languages")) {
    for (const auto& language : *languages) {
      if (language.is_string()) settings.languages.emplace_back(language.get_string());
    }
  }
  visit.said = std::move(said);
  return visit;
}

// What they have answered: at the kiosk, and by phone since.
json::object answers_so_far(const Visit& visit, const Handover& handover) {
  json::object answers;
  if (const auto* given = object_member(visit.said, "answers")) answers = *given;
  for (const auto& each : handover.answers) {
    const auto data = parse_object(each);
    if (!data) continue;
    for (const auto* member : {"score", "choices", "text"}) {
      const auto* given = data.value().if_contains(member);
      if (given != nullptr) answers[text_member(data.value(), "question")] = *given;
    }
  }
  return answers;
}

std::string visit_json(const Visit& visit, const Handover& handover) {
  json::object object;
  for (const auto* name : {"store_name", "language", "store_language", "languages", "until"}) {
    if (const auto* value = visit.said.if_contains(name)) object.emplace(name, *value);
  }
  object.emplace("response", visit.response);
  object.emplace("survey", feedback::survey_json(visit.survey));
  object.emplace("answers", answers_so_far(visit, handover));
  return json::serialize(object);
}

web::Response not_open(Handover::State state) {
  if (state == Handover::State::used) {
    return error_answer(410, "this link was used with another phone", "used");
  }
  if (state == Handover::State::expired) {
    return error_answer(410, "this link is not valid any more", "expired");
  }
  auto response = error_answer(404, "the store has not sent this yet", "not_here_yet");
  response.headers.emplace_back("Retry-After", std::to_string(kAskAgainS));
  return response;
}

web::Response too_many() {
  auto response = error_answer(429, "too many ask at once");
  response.headers.emplace_back("Retry-After", std::to_string(kAskAgainS));
  return response;
}

std::optional<Digest> secret_member(const json::object& body, std::string_view name) {
  const auto text = text_member(body, name);
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  if (text.size() < kSecretMin || text.size() > kSecretMax || !std::ranges::all_of(text, plain)) {
    return std::nullopt;
  }
  return crypto::sha256(as_bytes(text));
}

// By what they answered, where that says nothing of it by itself.
void note_phone(NewEvent& event, json::object data) {
  if (event.type != "touchpoint.survey.answered") return;
  data["via"] = "phone";
  event.data = web::to_text(data);
}

// Their own visit's, and no other: `response` joins all that one person said.
bool is_of(const json::object& data, const std::string& response) {
  return text_member(data, "response") == response || text_member(data, "task_id") == response;
}

}  // namespace

bool Bucket::take() {
  const auto now = clock_.since_boot();
  const auto begins = std::max(free_at_, now);
  if (begins + every_ > now + all_) return false;
  free_at_ = begins + every_;
  return true;
}

PhoneDoor::PhoneDoor(Store& store, Metrics& metrics, const Clock& clock, Random& random,
                     const std::string& url, std::span<const web::Asset> pages)
    : store_(store),
      metrics_(metrics),
      clock_(clock),
      ids_(clock, random),
      pages_(pages),
      requests_(clock, kRequestsAtOnce, kRequestEvery),
      misses_(clock, kMissesAtOnce, kMissEvery) {
  const auto end = url.find('/', kHttps.size());
  origin_ = url.substr(0, end);
  if (origin_.ends_with(":443")) origin_.resize(origin_.size() - 4);  // as browsers write it
  host_ = origin_.substr(std::min(kHttps.size(), origin_.size()));
  host_.resize(std::min(host_.find(':'), host_.size()));
}

void PhoneDoor::handle(web::Request request, web::ResponderPtr unguarded) {
  auto responder = with_security_headers(std::move(unguarded));
  if (request.host != host_) {
    return responder->respond(error_answer(421, "nothing here answers to that name"));
  }
  if (!requests_.take()) return responder->respond(too_many());
  const bool asks = request.path == "/v1/visit";
  if (!asks && request.path != "/v1/interactions") return send_page(request, responder);
  if (request.method != web::Method::post) {
    auto response = error_answer(405, "this path does not have that method");
    response.headers.emplace_back("Allow", "POST");
    return responder->respond(std::move(response));
  }
  const auto site = request.header("sec-fetch-site");
  const auto origin = request.header("origin");
  if ((!site.empty() && site != "same-origin") || (!origin.empty() && origin != origin_)) {
    return responder->respond(
        error_answer(403, "pages of other origins may not do this", "foreign_origin"));
  }
  if (!web::is_json(request)) {
    return responder->respond(error_answer(415, "the body must be application/json"));
  }
  take(std::move(request.body), asks, std::move(responder));
}

void PhoneDoor::send_page(const web::Request& request, const web::ResponderPtr& responder) {
  const auto* asset = web::find_asset(pages_, request.path);
  if (asset == nullptr) return responder->respond(error_answer(404, "there is nothing here"));
  if (request.method != web::Method::get && request.method != web::Method::head) {
    auto response = error_answer(405, "this path can only be read");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return responder->respond(std::move(response));
  }
  responder->respond(web::serve(*asset, request));
}

void PhoneDoor::take(std::string body, bool asks, std::shared_ptr<web::Responder> responder) {
  const auto read = web::parse_json(body);
  if (!read) {
    return responder->respond(
        error_answer(read.error().status, read.error().message, read.error().code));
  }
  const auto* object = read.value().if_object();
  const auto code = object == nullptr ? std::nullopt : secret_member(*object, "code");
  const auto phone = object == nullptr ? std::nullopt : secret_member(*object, "phone");
  const auto* interaction = object == nullptr ? nullptr : object->if_contains("interaction");
  if (!code || !phone || (interaction == nullptr) != asks) {
    return responder->respond(error_answer(400, "this is no request of the page's"));
  }
  const HandoverUse use{.code = *code, .phone = *phone};
  auto sent = interaction == nullptr ? std::string() : web::to_text(*interaction);
  open(use, responder,
       [weak = std::weak_ptr(self_), use, asks, responder,
        sent = std::move(sent)](const Handover& handover) {
         const auto self = weak.lock();
         if (!self) return;
         if (!asks) return (*self)->record(use, sent, handover, responder);
         const auto visit = visit_of(handover);
         if (!visit) return responder->respond(error_answer(422, visit.error().sentence()));
         responder->respond(json_answer(200, visit_json(visit.value(), handover)));
       });
}

void PhoneDoor::open(HandoverUse use, std::shared_ptr<web::Responder> responder, Opened opened) {
  store_.open_handover(use, [weak = std::weak_ptr(self_), responder = std::move(responder),
                             opened = std::move(opened)](Result<Handover> found) mutable {
    const auto self = weak.lock();
    if (!self) return;
    if (!found) return responder->respond(failure_answer(found.error()));
    const auto state = found.value().state;
    if (state == Handover::State::unknown && !(*self)->misses_.take()) {
      return responder->respond(too_many());
    }
    if (state != Handover::State::open) return responder->respond(not_open(state));
    opened(found.value());
  });
}

void PhoneDoor::record(HandoverUse use, const std::string& interaction, const Handover& handover,
                       std::shared_ptr<web::Responder> responder) {
  const auto visit = visit_of(handover);
  if (!visit) return responder->respond(error_answer(422, visit.error().sentence()));
  const auto sent = web::parse_json(interaction);
  if (!sent) return responder->respond(error_answer(400, "this is no JSON"));
  auto read = web::read_interaction(sent.value(), {.surface = web::Surface::kiosk, .staff = {}},
                                    visit.value().settings, clock_.wall(), ids_);
  const auto data = read ? parse_object(read.value().data) : parse_object("{}");
  if (read && data && !is_of(data.value(), visit.value().response)) {
    read = web::unacceptable("other_visit", "this is another visit's");
  }
  if (!read) {
    ++metrics_.phone_answers_refused;
    return responder->respond(
        error_answer(read.error().status, read.error().message, read.error().code));
  }
  note_phone(read.value(), data.value());
  const auto id = read.value().id.text();
  store_.answer_by_phone(
      {.use = use, .event = std::move(read).value()},
      [weak = std::weak_ptr(self_), id,
       responder = std::move(responder)](Result<PhoneAnswered> answered) {
        const auto self = weak.lock();
        if (!self) return;
        if (!answered && answered.error().is(Condition::refused)) {
          ++(*self)->metrics_.phone_answers_refused;
          return responder->respond(error_answer(409, answered.error().sentence(), "id_taken"));
        }
        if (!answered) return responder->respond(failure_answer(answered.error()));
        const auto& done = answered.value();
        if (done.state != Handover::State::open) return responder->respond(not_open(done.state));
        if (!done.repeated) ++(*self)->metrics_.phone_answers_stored;
        json::object object{
            {"id", id}, {"recorded_at", to_rfc3339(done.at)}, {"repeated", done.repeated}};
        responder->respond(json_answer(done.repeated ? 200 : 201, json::serialize(object)));
      });
}

}  // namespace touchpoint::hub
