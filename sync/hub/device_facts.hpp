// What an event of a device means to a customer's profile (CONTRACT.md, "Types"). Types that say
// nothing about a profile give no fact; they are stored all the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/codec/event_json.hpp"
#include "sync/hub/facts.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

// A customer at a kiosk says whose their answers are, or takes that back.
struct Claim {
  bool given = false;
  std::vector<Identifier> identifiers{};
};

struct DeviceFact {
  std::string profile;     // as the device names it; empty: not said
  bool visit = false;      // the person stood in the store
  bool registers = false;  // the device has made `profile`: somebody new
  Fact fact;
  std::string response{};        // of an answer or a claim: whose they may be is said by it
  std::optional<Claim> claim{};  // of the answers of `response`

  // Only who claims the answers of that visit says whose they are.
  bool of_a_visit() const { return profile.empty() && !response.empty(); }
};

// That the device does not take what it was given of the configuration.
std::optional<SettingsRefusal> settings_refusal_of(const sync::ReceivedEvent& event);

// `store` is the device's, as its certificate says.
std::optional<DeviceFact> fact_of(const sync::ReceivedEvent& event, const std::string& store);

}  // namespace touchpoint::hub
