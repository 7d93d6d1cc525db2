// What happened on this device and the centre does not reflect yet is shown on top of what the
// centre sent: the answer to a screen is the page and the rows of the journal above it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/profile.hpp"

namespace touchpoint::profiles {

// One event of this device's journal, as it shows on a profile. The app makes it from the event.
struct LocalEffect {
  std::int64_t sequence = 0;  // the journal's
  std::string profile;        // its id; empty: only `experience.order_id` says whose it is
  Experience experience;      // `id` is the event's, so that the centre's copy is recognised
  std::optional<OrderStatus> status;  // what became of `experience.order_id`
  // Somebody new, who is a profile of this replica until the centre says what became of them;
  // `profile` is their id, and there is no experience.
  std::optional<Profile> registers{};
};

// Applies effects, oldest first, to a profile whose history is newest first. An event that the
// centre has sent is not shown twice. Of what was said about a purpose the latest counts; at one
// and the same time a withdrawal does.
void apply_effects(Profile& profile, const std::vector<LocalEffect>& effects);

}  // namespace touchpoint::profiles
