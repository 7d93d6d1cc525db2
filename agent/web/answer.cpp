#include "web/answer.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "web/routes.hpp"

namespace touchpoint::web {
namespace {

// Nothing is loaded from anywhere else, nothing inline runs, nobody frames us, and no browser
// feature that a shop's screen does not need is there to be abused.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSecurityHeaders = {{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy",
     "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
     "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

void add_common(Headers& headers) {
  for (const auto& [name, value] : kSecurityHeaders)
    headers.emplace_back(name, value);
  const bool cached = std::ranges::any_of(
      headers, [](const auto& header) { return header.first == "Cache-Control"; });
  if (!cached) headers.emplace_back("Cache-Control", "no-store");
}

}  // namespace

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
  add_common(response.headers);
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
  add_common(headers);
  metrics_->answered(route_, to_text(method_), 200);
  return responder->stream(std::move(headers));
}

std::string to_json(const ApiRefusal& refusal) {
  return "{\"error\":" + json_quoted(refusal.code) +
         ",\"message\":" + json_quoted(refusal.message) + "}";
}

}  // namespace touchpoint::web
