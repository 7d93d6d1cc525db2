// HttpReply lets a verb of the operator door answer a request of the console.
#pragma once

#include "control/control.hpp"
#include "web/http/server.hpp"

namespace touchpoint::hub {

class HttpReply final : public control::Reply {
 public:
  explicit HttpReply(web::ResponderPtr responder) : responder_(std::move(responder)) {}

  void progress(std::string_view) override {}  // a page asks again
  void ok(std::string_view json_object) override;
  void fail(const Error& error) override;  // 422 for what is refused, else 503 or 500

 private:
  web::ResponderPtr responder_;
};

// A responder that adds the security headers to whatever goes out.
web::ResponderPtr with_security_headers(web::ResponderPtr responder);

}  // namespace touchpoint::hub
