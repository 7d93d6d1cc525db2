#include "journey/card.hpp"

#include <algorithm>

namespace touchpoint::journey {
namespace {

using namespace std::chrono_literals;

constexpr auto kOfferGuard = std::chrono::days{60};
constexpr std::size_t kOfferGuardMax = 3;

std::vector<NowItem> what_is_open(const Profile& profile, const std::string& store) {
  std::vector<NowItem> now;
  for (const auto& order : profile.orders) {
    const bool here = order.store == store;
    if (order.status == OrderStatus::ready && here) {
      now.push_back({NowItem::Kind::collect, order});
    } else if (order.status == OrderStatus::placed) {
      now.push_back({NowItem::Kind::on_its_way, order});
    }
  }
  // What can be handed over comes first, what has waited longest before the rest.
  std::ranges::stable_sort(now, [](const NowItem& left, const NowItem& right) {
    if (left.kind != right.kind) return left.kind == NowItem::Kind::collect;
    return left.order.ready.value_or(left.order.placed) <
           right.order.ready.value_or(right.order.placed);
  });
  return now;
}

bool may_contact(const Profile& profile) {
  return std::ranges::any_of(profile.consents, [](const Consent& consent) {
    return consent.purpose == "marketing" && consent.granted;
  });
}

bool same_article(const Product& left, const Product& right) {
  return left.sku.empty() || right.sku.empty() ? left.name == right.name : left.sku == right.sku;
}

std::vector<DoNotItem> what_not_to_do(const Profile& profile, WallTime now) {
  std::vector<DoNotItem> items;
  if (!may_contact(profile)) items.push_back({DoNotItem::Kind::contact, {}, {}, {}});
  std::size_t offers = 0;
  for (const auto& experience : profile.history) {
    if (experience.type != "order.completed" || experience.time + kOfferGuard < now) continue;
    for (const auto& product : experience.items) {
      const bool listed = std::ranges::any_of(items, [&](const DoNotItem& item) {
        return item.item && same_article(*item.item, product);
      });
      if (listed) continue;
      items.push_back({DoNotItem::Kind::offer, product, experience.time, experience.channel});
      if (++offers == kOfferGuardMax) return items;
    }
  }
  return items;
}

}  // namespace

Card make_card(Finding finding, const CardContext& context) {
  Card card;
  card.touchpoint = context.touchpoint;
  card.visit = context.visit;
  card.at = context.scanned_at;
  card.freshness = finding.freshness;
  if (!finding.profile) {
    card.state = CardState::unknown;
    card.reason = std::string(to_text(finding.why));
    return card;
  }
  card.state = CardState::shown;
  card.by = finding.by;
  card.assurance = finding.assurance;
  card.strength = finding.strength;
  card.number = context.number;
  card.now = what_is_open(*finding.profile, context.store);
  card.do_not = what_not_to_do(*finding.profile, context.now);
  card.who = std::move(finding.profile);
  return card;
}

}  // namespace touchpoint::journey
