#include "fairness_settings.hpp"

namespace touchpoint {

feedback::Fairness fairness_settings(const config::Config& config) {
  const auto& from = config.fairness;
  feedback::Fairness fairness{.repeat_within = from.repeat_within,
                              .burst_people = static_cast<int>(from.burst_people),
                              .burst_window = from.burst_window,
                              .staff_hours = {}};
  for (const auto& text : from.staff_hours) {
    if (const auto hours = feedback::hours_from_text(text)) fairness.staff_hours.push_back(*hours);
  }
  return fairness;
}

}  // namespace touchpoint
