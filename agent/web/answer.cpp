#include "web/answer.hpp"

#include "core/text.hpp"
#include "web/routes.hpp"

namespace touchpoint::web {
Answer::Answer(ResponderPtr responder, std::shared_ptr<Metrics> metrics, Method method,
               std::string_view route)
    : responder_(std::move(responder)),
      metrics_(std::move(metrics)),
      method_(method),
      route_(route) {}

Answer::~Answer() {
  if (responder_)
    refuse({500, "unanswered", "the device has no answer; that is a mistake of ours"});
}

void Answer::send(Response response) {
  const auto responder = std::exchange(responder_, nullptr);
  add_security_headers(response.headers);
  metrics_->answered(route_, to_text(method_), response.status);
  responder->respond(std::move(response));
}

void Answer::json(int status, std::string body, Headers headers) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  response.headers = std::move(headers);
  send(std::move(response));
}

void Answer::nothing(Headers headers) {
  Response response;
  response.status = 204;
  response.headers = std::move(headers);
  send(std::move(response));
}

void Answer::refuse(const ApiRefusal& refusal, Headers headers) {
  metrics_->refused(refusal.code);
  if (refusal.retry_after_s > 0) {
    headers.emplace_back("Retry-After", std::to_string(refusal.retry_after_s));
  }
  json(refusal.status, to_json(refusal), std::move(headers));
}

std::shared_ptr<EventStream> Answer::stream() {
  const auto responder = std::exchange(responder_, nullptr);
  Headers headers;
  add_security_headers(headers);
  metrics_->answered(route_, to_text(method_), 200);
  return responder->stream(std::move(headers));
}

std::string to_json(const ApiRefusal& refusal) {
  return "{\"error\":" + json_quoted(refusal.code) +
         ",\"message\":" + json_quoted(refusal.message) + "}";
}

}  // namespace touchpoint::web
