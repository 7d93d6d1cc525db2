#include "profiles/overlay.hpp"

#include <algorithm>

#include "core/limits.hpp"

namespace touchpoint::profiles {
namespace {

constexpr std::string_view kConsentGiven = "consent.given";
constexpr std::string_view kConsentWithdrawn = "consent.withdrawn";

void change_order(Profile& profile, const LocalEffect& effect) {
  const auto order =
      std::ranges::find(profile.orders, effect.experience.order_id, &Order::order_id);
  if (order != profile.orders.end()) order->status = *effect.status;
}

void change_consent(Profile& profile, const Experience& said) {
  const Consent consent{.purpose = said.subject,
                        .granted = said.type == kConsentGiven,
                        .at = said.time,
                        .here = true};
  const auto known = std::ranges::find(profile.consents, consent.purpose, &Consent::purpose);
  if (known == profile.consents.end()) {
    profile.consents.push_back(consent);
  } else if (consent.at > known->at || (consent.at == known->at && !consent.granted)) {
    *known = consent;
  }
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
    const auto& type = effect.experience.type;
    if (type == kConsentGiven || type == kConsentWithdrawn) {
      change_consent(profile, effect.experience);
    }
    show(profile, effect.experience);
  }
  if (profile.history.size() > limits::kProfileHistoryMax) {
    profile.history.resize(limits::kProfileHistoryMax);
  }
}

}  // namespace touchpoint::profiles
