// What an event of a device means to a customer's profile (CONTRACT.md, "Types"). Types that say
// nothing about a profile give no fact; they are stored all the same.
#pragma once

#include <optional>
#include <string>

#include "sync/codec/event_json.hpp"
#include "sync/hub/facts.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

struct DeviceFact {
  std::string profile;     // as the device names it; empty: not said
  bool visit = false;      // the person stood in the store
  bool registers = false;  // the device has made `profile`: somebody new
  Fact fact;
};

// That the device does not take what it was given of the configuration.
std::optional<SettingsRefusal> settings_refusal_of(const sync::ReceivedEvent& event);

// `store` is the device's, as its certificate says.
std::optional<DeviceFact> fact_of(const sync::ReceivedEvent& event, const std::string& store);

}  // namespace touchpoint::hub
