#include "guard_settings.hpp"

namespace touchpoint {

journey::GuardSettings guard_settings(const config::Config& config) {
  const auto& from = config.guards;
  journey::GuardSettings settings;
  for (const auto& name : from.off) {
    if (const auto guard = guard_from_text(name)) settings.off.push_back(*guard);
  }
  settings.already_bought = from.already_bought;
  settings.declined = from.declined;
  settings.promise_ahead = from.promise_ahead;
  settings.detractor = from.detractor;
  settings.low.nps = static_cast<int>(from.detractor_nps);
  settings.low.csat = static_cast<int>(from.detractor_csat);
  settings.low.ces = static_cast<int>(from.detractor_ces);
  settings.return_max = from.return_max;
  settings.cart_min = from.cart_min;
  settings.cart_max = from.cart_max;
  settings.late_orders = static_cast<int>(from.late_orders);
  settings.late_percent = static_cast<int>(from.late_percent);
  settings.consents = from.consents;
  return settings;
}

journey::JourneySettings journey_settings(const config::Config& config) {
  const auto& from = config.journey;
  return {.delivery = from.delivery,
          .collection = from.collection,
          .answer = from.answer,
          .retained_orders = static_cast<int>(from.retained_orders),
          .loyal_orders = static_cast<int>(from.loyal_orders),
          .active = from.active};
}

}  // namespace touchpoint
