// Supervisor is how a program speaks to systemd: it is ready, it stops, and for as long as its loop
// turns it is alive (WatchdogSec= in the unit). Without a supervisor that listens it does nothing.
#pragma once

#include <chrono>
#include <string_view>

#include "loop/loop.hpp"

namespace touchpoint {

class Supervisor {
 public:
  explicit Supervisor(Loop& loop);

  // Starts to feed the watchdog. `status` is one sentence for `systemctl status`; may be empty.
  void ready(std::string_view status);
  void stopping();

 private:
  void feed();

  Loop& loop_;
  std::chrono::milliseconds every_{0};  // 0: nobody waits for it
  Timer next_;
};

}  // namespace touchpoint
