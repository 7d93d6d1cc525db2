// Standby is what answers at the device's door while its storage cannot be used: the same names and
// ports, so that whoever looks at a screen or calls the API hears why nothing can be recorded.
// Nothing is stored and nobody is recognised; every answer is 503 and says when to ask again.
#pragma once

#include <memory>
#include <string>

#include "web/http/server.hpp"
#include "web/settings.hpp"

namespace touchpoint::web {

class Metrics;

class Standby {
 public:
  // `why` is one sentence for staff and IT. Customers are told only that the screen is out of
  // order.
  Standby(ApiSettings settings, std::string why);
  ~Standby();

  void handle(const Request& request, ResponderPtr responder);

 private:
  const ApiSettings settings_;
  const std::string why_;
  std::shared_ptr<Metrics> metrics_;
};

}  // namespace touchpoint::web
