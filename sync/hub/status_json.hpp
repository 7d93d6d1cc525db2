// A hub's status as JSON for `touchpoint-hub status --json`, and as plain words for people.
#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/hub/findings.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

// What the store does not know.
struct HubFacts {
  std::string name;
  std::uint16_t devices_port = 0;
  std::uint16_t sources_port = 0;
  std::uint16_t console_port = 0;  // 0: there is no console
  std::string mqtt;                // "connected", "away", "none"
  FleetTerms terms{};
  WallTime now{};
};

std::string to_json(const HubStatus& status, const HubFacts& facts);
// The devices alone, each with what is wrong with it.
std::string to_json(const std::vector<DeviceStatus>& fleet, const HubFacts& facts);
// Reads what to_json wrote. `damaged` when it is something else.
Result<std::string> in_words(std::string_view status_json, WallTime now);
// One line for each device of it.
Result<std::string> device_lines(std::string_view status_json, WallTime now);

}  // namespace touchpoint::hub
