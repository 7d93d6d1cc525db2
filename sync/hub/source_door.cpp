#include "sync/hub/source_door.hpp"

#include <algorithm>

#include "crypto/hash.hpp"
#include "sync/hub/answers.hpp"

namespace touchpoint::hub {
namespace {

std::optional<CallKind> kind_of(std::string_view path) {
  if (path == "/v1/track") return CallKind::track;
  if (path == "/v1/identify") return CallKind::identify;
  if (path == "/v1/page") return CallKind::page;
  if (path == "/v1/batch") return CallKind::batch;
  return std::nullopt;
}

// RFC 4648 section 4, in terms of section 5.
std::optional<std::string> from_base64(std::string_view text) {
  std::string url(text.substr(0, text.find('=')));
  std::ranges::replace(url, '+', '-');
  std::ranges::replace(url, '/', '_');
  const auto bytes = from_base64url(url);
  if (!bytes) return std::nullopt;
  return std::string(as_text(*bytes));
}

// The user name of basic authentication (RFC 7617); the password is not used.
std::optional<std::string> write_key_of(const web::Request& request) {
  constexpr std::string_view kBasic = "Basic ";
  const std::string_view authorization = request.header("authorization");
  if (!authorization.starts_with(kBasic)) return std::nullopt;
  auto decoded = from_base64(authorization.substr(kBasic.size()));
  if (!decoded) return std::nullopt;
  decoded->resize(std::min(decoded->find(':'), decoded->size()));
  return decoded->empty() ? std::nullopt : decoded;
}

web::Response unauthorised() {
  auto response = error_answer(401, "this needs a source's write key as the user name");
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"touchpoint\"");
  return response;
}

}  // namespace

void SourceDoor::handle(web::Request request, web::ResponderPtr responder) {
  if (request.method == web::Method::get && request.path == "/healthz") {
    return send_health(std::move(responder));
  }
  if (request.method == web::Method::get && request.path == "/metrics") {
    return send_metrics(std::move(responder));
  }
  const auto kind = kind_of(request.path);
  if (!kind) return responder->respond(error_answer(404, "there is nothing here"));
  if (request.method != web::Method::post) {
    return responder->respond(error_answer(405, "calls are POSTed"));
  }
  take_calls(*kind, std::move(request), std::move(responder));
}

Result<SourceCalls> SourceDoor::read(CallKind kind, std::string_view body,
                                     const Source& source) const {
  return read_calls(kind, body, {source.name, country_}, clock_.wall());
}

void SourceDoor::take_calls(CallKind kind, web::Request request, web::ResponderPtr responder) {
  const auto key = write_key_of(request);
  if (!key) return responder->respond(unauthorised());
  // Browsers' libraries say text/plain, so that the browser asks no questions first.
  const std::string type = media_type(request);
  if (type != "application/json" && type != "text/plain") {
    return responder->respond(error_answer(415, "a call is application/json"));
  }
  store_.source_of_key(
      crypto::sha256(as_bytes(*key)),
      [this, kind, body = std::move(request.body),
       responder = std::move(responder)](Result<std::optional<Source>> found) mutable {
        if (!found) return responder->respond(failure_answer(found.error()));
        if (!found.value()) return responder->respond(unauthorised());
        auto calls = read(kind, body, *found.value());
        if (!calls) {
          ++metrics_.calls_refused;
          return responder->respond(error_answer(400, calls.error().sentence()));
        }
        take(*found.value(), std::move(calls).value(),
             [responder = std::move(responder)](Result<Taken> taken) {
               if (!taken) return responder->respond(failure_answer(taken.error()));
               responder->respond(json_answer(200, R"({"success":true})"));
             });
      });
}

void SourceDoor::take(const Source& source, SourceCalls calls, Done<Taken> done) {
  metrics_.calls_refused += calls.refused;
  store_.take_calls(source, std::move(calls.calls),
                    [this, done = std::move(done)](Result<Taken> taken) mutable {
                      if (taken) {
                        metrics_.calls_applied += taken.value().applied;
                        metrics_.calls_repeated += taken.value().repeated;
                      }
                      done(std::move(taken));
                    });
}

void SourceDoor::send_health(web::ResponderPtr responder) {
  store_.totals([responder = std::move(responder)](Result<StoreTotals> totals) {
    if (!totals) return responder->respond(failure_answer(totals.error()));
    responder->respond(json_answer(200, R"({"status":"well"})"));
  });
}

void SourceDoor::send_metrics(web::ResponderPtr responder) {
  store_.totals([this, responder = std::move(responder)](Result<StoreTotals> totals) {
    if (!totals) return responder->respond(failure_answer(totals.error()));
    web::Response response;
    response.content_type = "text/plain; version=0.0.4";
    response.body = to_text(metrics_, totals.value(), broker_connected_());
    responder->respond(std::move(response));
  });
}

}  // namespace touchpoint::hub
