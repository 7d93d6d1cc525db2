// App is the one place that knows every concrete type: it opens what must be there, wires the parts
// to each other, and ends them in order.
//
// Promise: when run() returns after a signal, everything that anybody was told is recorded is on
// stable storage, and the journal says that the stop was clean.
#pragma once

#include <memory>

#include "config/agent_config.hpp"
#include "core/result.hpp"

namespace touchpoint {

class App {
 public:
  // Opens storage and listeners. `misconfigured`, `retry_later` (another one runs here) or a code
  // of the storage; nothing has been recorded then.
  static Result<std::unique_ptr<App>> make(config::Config config);
  ~App();

  int run();  // until SIGTERM or SIGINT; the exit code

 private:
  struct Parts;
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace touchpoint
