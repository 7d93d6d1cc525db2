// The store's business day, from the configuration and the system's zone files.
#pragma once

#include <filesystem>

#include "board/business_day.hpp"
#include "config/agent_config.hpp"

namespace touchpoint {

struct ZoneFiles {
  std::filesystem::path folder = "/usr/share/zoneinfo";
  std::filesystem::path own = "/etc/localtime";  // the device's; absent: UTC
};

// Blocks: reads one small file. `misconfigured` when there is no such time zone.
Result<board::BusinessDay> store_hours(const config::Config& config, const ZoneFiles& files = {});

}  // namespace touchpoint
