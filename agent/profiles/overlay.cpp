#include "profiles/overlay.hpp"

#include <algorithm>

#include "core/limits.hpp"

namespace touchpoint::profiles {
namespace {

void change_order(Profile& profile, const LocalEffect& effect) {
  const auto order =
      std::ranges::find(profile.orders, effect.experience.order_id, &Order::order_id);
  if (order != profile.orders.end()) order->status = *effect.status;
}

void show(Profile& profile, const Experience& experience) {
  const auto same = std::ranges::find(profile.history, experience.id, &Experience::id);
  if (same != profile.history.end()) return;
  const auto older = std::ranges::find_if(
      profile.history, [&](const Experience& each) { return each.time <= experience.time; });
  profile.history.insert(older, experience)->here = true;
  if (experience.type == "order.completed") ++profile.order_count;
}

}  // namespace

void apply_effects(Profile& profile, const std::vector<LocalEffect>& effects) {
  for (const auto& effect : effects) {
    if (effect.status) change_order(profile, effect);
    show(profile, effect.experience);
  }
  if (profile.history.size() > limits::kProfileHistoryMax) {
    profile.history.resize(limits::kProfileHistoryMax);
  }
}

}  // namespace touchpoint::profiles
