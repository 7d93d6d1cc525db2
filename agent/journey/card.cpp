#include "journey/card.hpp"

#include "journey/threads.hpp"

namespace touchpoint::journey {

Card make_card(Finding finding, const CardContext& context) {
  Card card;
  card.touchpoint = context.touchpoint;
  card.visit = context.visit;
  card.at = context.scanned_at;
  card.freshness = finding.freshness;
  card.number = context.number;
  if (!finding.profile) {
    card.state = CardState::unknown;
    card.reason = std::string(to_text(finding.why));
    return card;
  }
  card.state = CardState::shown;
  card.by = finding.by;
  card.assurance = finding.assurance;
  card.strength = finding.strength;
  auto& profile = *finding.profile;
  profile.history = without_undone(profile.history);
  std::erase_if(profile.vouchers, [&](const Voucher& voucher) {
    return voucher.until && *voucher.until < context.now;
  });
  apply_guards(card, {.profile = profile,
                      .history = profile.history,
                      .store = context.store,
                      .settings = context.guards,
                      .now = context.now});
  card.stage = stage_of(profile, context.journey, context.now);
  card.gaps = gaps_of(profile, context.journey, context.now);
  card.who = std::move(finding.profile);
  return card;
}

}  // namespace touchpoint::journey
