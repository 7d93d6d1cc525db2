#include "sync/hub/device_door.hpp"

#include "core/text.hpp"
#include "core/uuid.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/hub/answers.hpp"
#include "sync/hub/device_batch.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

constexpr const char* kAskAgain = "60";  // seconds, for a device that waits to be approved
constexpr const char* kJournalIsUuid = "journal is a UUID in lower case";

Sender sender_of(const web::Peer& peer) {
  return {.device = peer.common_name, .store = peer.unit, .serial = peer.serial};
}

// `otherwise` when the text is empty.
std::optional<std::int64_t> number_of(std::string_view text, std::int64_t otherwise) {
  return text.empty() ? otherwise : whole_number(text);
}

// In the one form that is written and hashed.
bool is_journal(std::string_view text) {
  const auto uuid = Uuid::parse(text);
  return uuid && uuid->text() == text;
}

std::string query_of(const web::Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::string{} : found->second;
}

web::Response intake_failure(const Intake::Outcome& outcome) {
  switch (outcome.verdict) {
    case Intake::Verdict::unreadable:
      return error_answer(400, outcome.sentence);
    case Intake::Verdict::not_admitted:
      return barred(outcome.sentence);
    case Intake::Verdict::busy:
      break;
  }
  return failure_answer(retry_later(outcome.sentence));
}

web::Response enrolment_answer(EnrolmentAnswer answer) {
  if (answer.json.empty()) {
    auto response = answer.status == 403 && answer.word.empty()
                        ? barred(answer.sentence)
                        : error_answer(answer.status, answer.sentence, answer.word);
    if (answer.status == 429) response.headers.emplace_back("Retry-After", kAskAgain);
    return response;
  }
  auto response = json_answer(answer.status, std::move(answer.json));
  if (answer.status == 202) response.headers.emplace_back("Retry-After", kAskAgain);
  return response;
}

// PEM has lines, which other texts may not have.
std::string pem_member(const boost::json::object& body, std::string_view name) {
  const auto* text = body.if_contains(name);
  if (text == nullptr || !text->is_string()) return {};
  return {text->get_string().data(), text->get_string().size()};
}

web::Response signed_answer(std::string jws) {
  web::Response response;
  response.content_type = "application/jose";
  response.body = std::move(jws);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::string refusals_json(const std::vector<sync::Refusal>& refusals) {
  std::string json = "{\"refused\":[";
  for (const auto& refusal : refusals) {
    if (json.back() == '}') json += ',';
    json += "{\"sequence\":" + std::to_string(refusal.sequence) +
            ",\"reason\":" + json_quoted(refusal.reason) + "}";
  }
  return json + "]}";
}

}  // namespace

void DeviceDoor::handle(web::Request request, web::ResponderPtr responder) {
  const bool get = request.method == web::Method::get;
  const bool post = request.method == web::Method::post;
  const std::string& path = request.path;
  if (get && path == "/v1/ca") {
    return responder->respond(json_answer(200, "{\"ca\":" + json_quoted(enrolment_.ca()) + "}"));
  }
  if (post && path == "/v1/enrol") return enrol(request, std::move(responder));
  if (post && path == "/v1/reenrol") return renew(request, std::move(responder));
  if (request.peer.common_name.empty()) {
    return responder->respond(
        error_answer(401, "this needs a device's certificate; enrol the device first"));
  }
  if (post && path == "/v1/events") return take_events(std::move(request), std::move(responder));
  if (get && path == "/v1/refusals") return send_refusals(request, std::move(responder));
  if (get && path == "/v1/statement") return send_statement(request, std::move(responder));
  if (post && path == "/v1/lookups") {
    return lookups_.handle(request, sender_of(request.peer), std::move(responder));
  }
  if (get && path == "/v1/news") return send_news(request, std::move(responder));
  if (get && path == "/v1/config") return send_configuration(request, std::move(responder));
  if (get && path == "/v1/devices") return send_devices(request, std::move(responder));
  if (get && path == "/v1/profiles/changes") return send_changes(request, std::move(responder));
  responder->respond(error_answer(404, "there is nothing here"));
}

void DeviceDoor::enrol(const web::Request& request, web::ResponderPtr responder) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view authorization = request.header("authorization");
  const bool by_token = !authorization.empty();
  if (by_token && trimmed(authorization).size() <= kBearer.size()) {
    return responder->respond(error_answer(401, "the token is empty"));
  }
  if (by_token && !authorization.starts_with(kBearer)) {
    return responder->respond(error_answer(401, "a token is shown as Authorization: Bearer"));
  }
  if (media_type(request) != "application/json") {
    return responder->respond(error_answer(415, "an enrolment is application/json"));
  }
  const auto body = parse_object(request.body);
  if (!body) return responder->respond(error_answer(400, body.error().sentence()));
  EnrolmentRequest wish{
      .secret = by_token ? std::string(trimmed(authorization.substr(kBearer.size()))) : "",
      .sender = {.device = text_member(body.value(), "device"),
                 .store = text_member(body.value(), "store")},
      .csr = pem_member(body.value(), "csr")};
  enrolment_.enrol(std::move(wish), [responder = std::move(responder)](EnrolmentAnswer answer) {
    responder->respond(enrolment_answer(std::move(answer)));
  });
}

void DeviceDoor::renew(const web::Request& request, web::ResponderPtr responder) {
  if (media_type(request) != "application/json") {
    return responder->respond(error_answer(415, "a request for a certificate is application/json"));
  }
  const auto body = parse_object(request.body);
  if (!body) return responder->respond(error_answer(400, body.error().sentence()));
  RenewalRequest wish{
      .sender = sender_of(request.peer),
      .csr = pem_member(body.value(), "csr"),
      .certificate = pem_member(body.value(), "certificate"),
      .proof = from_base64url(text_member(body.value(), "proof")).value_or(Bytes{})};
  if (wish.sender.device.empty() && wish.certificate.empty()) {
    return responder->respond(
        error_answer(401, "this needs a device's certificate, by TLS or enclosed with a proof"));
  }
  enrolment_.renew(std::move(wish), [responder = std::move(responder)](EnrolmentAnswer answer) {
    responder->respond(enrolment_answer(std::move(answer)));
  });
}

void DeviceDoor::take_events(web::Request request, web::ResponderPtr responder) {
  if (media_type(request) != "application/cloudevents-batch+json") {
    return responder->respond(error_answer(415, "a batch is application/cloudevents-batch+json"));
  }
  const std::string_view name = request.header("touchpoint-batch");
  if (!is_batch_name(name)) {
    return responder->respond(error_answer(400, "Touchpoint-Batch is 1 to 32 of a-z and 0-9"));
  }
  const auto first_kept = number_of(request.header("touchpoint-first-kept"), 0);
  if (!first_kept) {
    return responder->respond(error_answer(400, "Touchpoint-First-Kept is a sequence number"));
  }
  intake_.take({.sender = sender_of(request.peer),
                .name = std::string(name),
                .first_kept = *first_kept,
                .body = std::move(request.body)},
               [responder = std::move(responder)](Intake::Outcome outcome) {
                 if (outcome.receipt.empty()) return responder->respond(intake_failure(outcome));
                 responder->respond(signed_answer(std::move(outcome.receipt)));
               });
}

void DeviceDoor::send_refusals(const web::Request& request, web::ResponderPtr responder) {
  const auto since = number_of(query_of(request, "since"), 0);
  auto journal = query_of(request, "journal");
  if (!since) return responder->respond(error_answer(400, "since is a sequence number"));
  if (!is_journal(journal)) return responder->respond(error_answer(400, kJournalIsUuid));
  store_.refusals(sender_of(request.peer), std::move(journal), *since,
                  [responder = std::move(responder)](Result<std::vector<sync::Refusal>> found) {
                    if (!found) return responder->respond(device_failure(found.error()));
                    responder->respond(json_answer(200, refusals_json(found.value())));
                  });
}

void DeviceDoor::send_statement(const web::Request& request, web::ResponderPtr responder) {
  auto journal = query_of(request, "journal");
  if (!is_journal(journal)) return responder->respond(error_answer(400, kJournalIsUuid));
  store_.statement(
      sender_of(request.peer), std::move(journal),
      [this, responder = std::move(responder)](Result<sync::Statement> statement) {
        if (!statement) return responder->respond(device_failure(statement.error()));
        responder->respond(signed_answer(sync::sign_statement(signer_, statement.value())));
      });
}

void DeviceDoor::send_news(const web::Request& request, web::ResponderPtr responder) {
  store_.news(sender_of(request.peer), [responder = std::move(responder)](Result<sync::News> news) {
    if (!news) return responder->respond(device_failure(news.error()));
    responder->respond(json_answer(200, sync::to_json(news.value())));
  });
}

void DeviceDoor::send_configuration(const web::Request& request, web::ResponderPtr responder) {
  const auto since = number_of(query_of(request, "since"), 0);
  if (!since) return responder->respond(error_answer(400, "since is a version"));
  ConfigurationQuery query{
      .sender = sender_of(request.peer), .epoch = query_of(request, "epoch"), .since = *since};
  store_.configuration(std::move(query), [this, responder = std::move(responder)](
                                             Result<sync::GivenSettings> given) {
    if (!given && given.error().is(Condition::misconfigured)) {
      return responder->respond(error_answer(400, given.error().sentence()));
    }
    if (!given) return responder->respond(device_failure(given.error()));
    responder->respond(signed_answer(sync::sign_settings(signer_, given.value())));
  });
}

void DeviceDoor::send_devices(const web::Request& request, web::ResponderPtr responder) {
  store_.devices_beside(sender_of(request.peer), [this, responder = std::move(responder)](
                                                     Result<std::vector<DeviceStatus>> devices) {
    if (!devices) return responder->respond(device_failure(devices.error()));
    responder->respond(
        json_answer(200, sync::to_json(store_devices(devices.value(), terms_, clock_.wall()))));
  });
}

void DeviceDoor::send_changes(const web::Request& request, web::ResponderPtr responder) {
  constexpr std::int64_t kMost = limits::kFeedPageProfiles;
  const auto since = number_of(query_of(request, "since"), 0);
  const auto limit = number_of(query_of(request, "limit"), kMost);
  if (!since || !limit || *limit < 1) {
    return responder->respond(error_answer(400, "since and limit are numbers, limit at least 1"));
  }
  ChangeQuery query{.sender = sender_of(request.peer),
                    .epoch = query_of(request, "epoch"),
                    .since = *since,
                    .limit = static_cast<std::size_t>(std::min(*limit, kMost))};
  store_.changes(std::move(query),
                 [this, responder = std::move(responder)](Result<sync::ChangePage> page) {
                   if (!page) return responder->respond(device_failure(page.error()));
                   ++metrics_.pages_sent;
                   responder->respond(json_answer(200, sync::to_json(page.value())));
                 });
}

}  // namespace touchpoint::hub
