// What an event of this device means to a customer's profile, before the hub has said so: the
// journal's rows above what the replica reflects are applied on top of it through this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.hpp"
#include "core/profile.hpp"

namespace touchpoint::sync {

struct Effect {
  std::string profile;                 // empty: only the order says whose it is
  Experience experience;               // `here` is set
  std::optional<OrderStatus> becomes;  // of the order `experience.order_id`
  std::optional<Profile> registers{};  // somebody new; then there is no experience
};

// The types of events that can have one.
std::vector<std::string> types_with_effect();

// nullopt for events that change nothing on a profile. `store` becomes the experience's source.
std::optional<Effect> effect_of(const NewEvent& event, std::string_view store);

}  // namespace touchpoint::sync
