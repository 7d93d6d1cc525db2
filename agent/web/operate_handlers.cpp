#include "web/handlers.hpp"
#include "web/json/encode.hpp"

extern "C" const unsigned char touchpoint_openapi[];
extern "C" const unsigned long touchpoint_openapi_size;

namespace touchpoint::web {
namespace {

Response plain(int status, std::string body) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

}  // namespace

void show_status(Parts& parts, Call call) {
  call.answer.json(200, to_json(parts.device.status()));
}

void prove(Parts& parts, Call call) {
  parts.device.prove([answer = std::move(call.answer)](Result<Proof> proof) mutable {
    if (!proof) return answer.refuse(not_done(proof.error()));
    answer.json(200, to_json(proof.value()));
  });
}

void show_proof(Parts& parts, Call call) {
  const auto& proof = parts.device.last_proof();
  if (!proof) return call.answer.refuse(not_found("no_proof", "nothing was proven yet"));
  call.answer.json(200, to_json(*proof));
}

void show_openapi(Parts&, Call call) {
  Response response;
  response.content_type = "application/yaml";
  response.static_body = {reinterpret_cast<const char*>(touchpoint_openapi),
                          touchpoint_openapi_size};
  call.answer.send(std::move(response));
}

void show_health(Parts& parts, Call call) {
  const auto& journal = parts.device.status().journal;
  if (journal.records()) return call.answer.send(plain(200, "well\n"));
  if (!journal.well) {
    return call.answer.send(plain(503, "the journal has failed: nothing can be recorded\n"));
  }
  call.answer.send(plain(503, "there is no room: nothing new can be recorded\n"));
}

std::string metrics_text(const Parts& parts) {
  return parts.metrics->text(parts.device.status(), {.streams = parts.streams.count(),
                                                     .sessions = parts.sessions.count()});
}

void show_metrics(Parts& parts, Call call) {
  auto response = plain(200, metrics_text(parts));
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  call.answer.send(std::move(response));
}

}  // namespace touchpoint::web
