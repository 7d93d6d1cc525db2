#include "journey/gaps.hpp"

#include <algorithm>

#include "journey/threads.hpp"

namespace touchpoint::journey {
namespace {

bool was_delivered(const Profile& profile, const Order& order) {
  return std::ranges::any_of(profile.history, [&](const Experience& each) {
    return each.type == "order.delivered" && each.order_id == order.order_id;
  });
}

bool shows_interest(const Experience& each) {
  return each.type.starts_with("product.") || each.type.starts_with("products.") ||
         each.type.starts_with("cart.") || each.type.starts_with("checkout.");
}

}  // namespace

std::vector<JourneyGap> gaps_of(const Profile& profile, const JourneySettings& settings,
                                WallTime now) {
  std::vector<JourneyGap> gaps;
  for (const auto& order : profile.orders) {
    if (order.status == OrderStatus::placed && order.placed + settings.delivery < now &&
        !was_delivered(profile, order)) {
      gaps.push_back({.gap = Gap::paid_not_delivered,
                      .since = order.placed,
                      .order_id = order.order_id,
                      .text = {}});
    }
    const auto ready = order.ready.value_or(order.placed);
    if (order.status == OrderStatus::ready && ready + settings.collection < now) {
      gaps.push_back({.gap = Gap::ready_not_collected,
                      .since = ready,
                      .order_id = order.order_id,
                      .text = {}});
    }
  }
  for (const auto* complaint : open_threads(profile.history, complaints())) {
    if (complaint->time + settings.answer >= now) continue;
    gaps.push_back({.gap = Gap::complaint_unanswered,
                    .since = complaint->time,
                    .order_id = complaint->order_id,
                    .text = complaint->title});
  }
  std::ranges::stable_sort(gaps, {}, &JourneyGap::since);
  return gaps;
}

Stage stage_of(const Profile& profile, const JourneySettings& settings, WallTime now) {
  const auto last = std::ranges::find(profile.history, "order.completed", &Experience::type);
  const bool lately = last != profile.history.end() && last->time + settings.active >= now;
  if (profile.order_count >= settings.loyal_orders && lately) return Stage::loyalty;
  if (profile.order_count >= settings.retained_orders) return Stage::retention;
  if (profile.order_count > 0) return Stage::conversion;
  return std::ranges::any_of(profile.history, shows_interest) ? Stage::acquisition : Stage::contact;
}

}  // namespace touchpoint::journey
