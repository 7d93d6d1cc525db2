#include "loop/supervisor.hpp"

#include <cstdint>
#include <string>

#include <systemd/sd-daemon.h>

namespace touchpoint {

Supervisor::Supervisor(Loop& loop) : loop_(loop) {
  std::uint64_t limit_us = 0;
  if (sd_watchdog_enabled(0, &limit_us) > 0) {
    // Half of it, so that one late turn of the loop is no death.
    every_ = std::chrono::milliseconds{static_cast<std::int64_t>(limit_us / 2000)};
  }
}

void Supervisor::ready(std::string_view status) {
  sd_notify(0, ("READY=1\nSTATUS=" + std::string(status)).c_str());
  if (every_.count() > 0) feed();
}

void Supervisor::stopping() {
  sd_notify(0, "STOPPING=1");
}

void Supervisor::feed() {
  sd_notify(0, "WATCHDOG=1");
  next_ = loop_.after(every_, [this] { feed(); });
}

}  // namespace touchpoint
