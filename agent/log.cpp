#include "log.hpp"

#include <cstdlib>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace touchpoint {

void start_log(const std::string& level) {
  auto log = spdlog::stderr_logger_mt("touchpointd");
  // systemd stamps lines itself, and reads the level from a prefix (sd-daemon(3)).
  const bool under_systemd = std::getenv("JOURNAL_STREAM") != nullptr;  // NOLINT: before any thread
  log->set_pattern(under_systemd ? "%v" : "%Y-%m-%dT%H:%M:%S.%e %l %v");
  log->set_level(spdlog::level::from_str(level));
  log->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(log));
}

}  // namespace touchpoint
