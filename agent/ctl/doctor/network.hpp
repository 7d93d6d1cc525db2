// The steps on the way to the hub and the broker, each tried alone and each bounded in time, so
// that the first one that fails is named. They use what the daemon uses, on a loop of their own;
// nothing is sent that changes anything at the other end.
//
// Every function blocks for `patience` at most, give or take what a library needs to let go.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "sync/enrol/identity.hpp"
#include "sync/https/client.hpp"

namespace touchpoint::ctl {

using Patience = std::chrono::milliseconds;

struct Step {
  bool well = false;
  bool timed_out = false;
  std::string detail{};  // why it did not go well, from those who know; in English
};

struct Resolved {
  Step step{};
  std::vector<std::string> addresses{};  // numeric
};
Resolved resolve(const std::string& host, Patience patience);

// Whether anybody accepts a connection at one of the addresses; `patience` for all together.
Step connect_to(const std::vector<std::string>& addresses, int port, Patience patience);

struct HubAnswer {
  Step step{};                      // well: the handshake went well and the hub lets us in
  int status = 0;                   // of HTTP; 0: there was no answer
  std::optional<WallTime> at{};     // what the hub's clock says
  std::optional<WallTime> asked{};  // what ours said in that moment
};
HubAnswer ask_hub(const sync::Identity& identity, const std::optional<sync::Proxy>& proxy,
                  Patience patience);

// TLS with the device's certificate and MQTT's greeting, under a name of its own beside the
// daemon's connection.
Step greet_broker(const sync::Identity& identity, Patience patience);

}  // namespace touchpoint::ctl
