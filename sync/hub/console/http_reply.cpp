#include "sync/hub/console/http_reply.hpp"

#include <utility>

#include "sync/hub/answers.hpp"
#include "web/browser.hpp"

namespace touchpoint::hub {
namespace {

class Guarded final : public web::Responder {
 public:
  explicit Guarded(web::ResponderPtr responder) : responder_(std::move(responder)) {}

  void respond(web::Response response) override {
    web::add_security_headers(response.headers);
    std::exchange(responder_, nullptr)->respond(std::move(response));
  }
  std::shared_ptr<web::EventStream> stream(web::Headers headers) override {
    web::add_security_headers(headers);
    return std::exchange(responder_, nullptr)->stream(std::move(headers));
  }

 private:
  web::ResponderPtr responder_;
};

}  // namespace

void HttpReply::ok(std::string_view json_object) {
  if (auto responder = std::exchange(responder_, nullptr)) {
    responder->respond(json_answer(200, std::string(json_object)));
  }
}

void HttpReply::fail(const Error& error) {
  auto responder = std::exchange(responder_, nullptr);
  if (!responder) return;
  responder->respond(error.is(Condition::refused) ? error_answer(422, error.sentence())
                                                  : failure_answer(error));
}

web::ResponderPtr with_security_headers(web::ResponderPtr responder) {
  return std::make_unique<Guarded>(std::move(responder));
}

}  // namespace touchpoint::hub
