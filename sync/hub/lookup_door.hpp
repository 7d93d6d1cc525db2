// The way in for lookups: CONTRACT.md, "Lookups". Loop thread. A device is answered so often a
// minute and no oftener: one that was stolen is no way to read out everybody.
#pragma once

#include <map>
#include <string>

#include "core/clock.hpp"
#include "sync/hub/metrics.hpp"
#include "sync/hub/store.hpp"
#include "web/http/server.hpp"

namespace touchpoint::hub {

inline constexpr int kLookupsAMinute = 60;  // of one device

class LookupDoor {
 public:
  LookupDoor(Store& store, Metrics& metrics, const Clock& clock)
      : store_(store), metrics_(metrics), clock_(clock) {}

  void handle(const web::Request& request, Sender sender, web::ResponderPtr responder);

 private:
  struct Minute {
    BootTime since{};
    int lookups = 0;
  };
  bool may_ask(const std::string& device);
  void found(const Sender& sender, LookupAnswer answer, web::ResponderPtr responder);

  Store& store_;
  Metrics& metrics_;
  const Clock& clock_;
  std::map<std::string, Minute> minutes_;  // by device
};

}  // namespace touchpoint::hub
