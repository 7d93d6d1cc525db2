#include "journey/guards.hpp"

#include <algorithm>
#include <array>

#include "journey/threads.hpp"

namespace touchpoint::journey {
namespace {

constexpr std::size_t kArticlesMax = 3;  // that a guard names

using Items = std::vector<CardItem>;

CardItem item_of(Guard guard, const Experience& fact) {
  return {.guard = guard,
          .text = fact.title,
          .subject = fact.subject,
          .time = fact.time,
          .channel = fact.channel,
          .source = fact.source,
          .here = fact.here};
}

bool within(WallTime time, Span span, WallTime now) {
  return time + span >= now;
}

bool same_article(const Product& left, const Product& right) {
  return left.sku.empty() || right.sku.empty() ? left.name == right.name : left.sku == right.sku;
}

bool holds(const std::vector<Product>& items, const Product& product) {
  return std::ranges::any_of(items,
                             [&](const Product& each) { return same_article(each, product); });
}

bool names(const Items& items, const Product& product) {
  return std::ranges::any_of(
      items, [&](const CardItem& each) { return each.item && same_article(*each.item, product); });
}

const Consent* consent_to(const Profile& profile, std::string_view purpose) {
  const auto at = std::ranges::find(profile.consents, purpose, &Consent::purpose);
  return at == profile.consents.end() ? nullptr : &*at;
}

bool granted(const Profile& profile, std::string_view purpose) {
  const auto* consent = consent_to(profile, purpose);
  return consent != nullptr && consent->granted;
}

// --- now ----------------------------------------------------------------------------------------

// What has waited longest comes first.
Items orders_as(Guard guard, const Known& known, bool (*is)(const Order&, const std::string&)) {
  Items items;
  for (const auto& order : known.profile.orders) {
    if (!is(order, known.store)) continue;
    items.push_back({.guard = guard, .order = order, .time = order.ready.value_or(order.placed)});
  }
  std::ranges::stable_sort(items, {}, [](const CardItem& item) { return *item.time; });
  return items;
}

// What was handed over of an order already is not there any more.
void take_out(Order& order, const Experience& part) {
  for (const auto& taken : part.items) {
    const auto at = std::ranges::find_if(
        order.items, [&](const Product& each) { return same_article(each, taken); });
    if (at == order.items.end()) continue;
    at->quantity -= taken.quantity;
    if (at->quantity <= 0) order.items.erase(at);
  }
}

Items ready_to_collect(const Known& known) {
  auto items =
      orders_as(Guard::ready_to_collect, known, [](const Order& order, const std::string& here) {
        return order.status == OrderStatus::ready && order.store == here;
      });
  for (auto& item : items) {
    for (const auto& each : known.history) {
      if (each.type != "order.partly_collected" || each.order_id != item.order->order_id) continue;
      item.order->total.reset();  // of the whole order
      take_out(*item.order, each);
    }
  }
  return items;
}

Items on_its_way(const Known& known) {
  return orders_as(Guard::on_its_way, known, [](const Order& order, const std::string&) {
    return order.status == OrderStatus::placed;
  });
}

Items open_complaint(const Known& known) {
  Items items;
  for (const auto* complaint : open_threads(known.history, complaints()))
    items.push_back(item_of(Guard::open_complaint, *complaint));
  return items;
}

// Those that are late come first.
Items promise_due(const Known& known) {
  Items items;
  for (const auto* promise : open_threads(known.history, promises())) {
    if (!promise->due || *promise->due > known.now + known.settings.promise_ahead) continue;
    auto item = item_of(Guard::promise_due, *promise);
    item.due = promise->due;
    items.push_back(std::move(item));
  }
  std::ranges::stable_sort(items, {}, [](const CardItem& item) { return *item.due; });
  return items;
}

// Their last score counts, and none before it.
Items detractor(const Known& known) {
  for (const auto& each : known.history) {
    if (each.type != "survey.answered" || !each.score) continue;
    const auto low = low_at(each.title, known.settings.low);
    if (!low) continue;
    if (*each.score > *low || !within(each.time, known.settings.detractor, known.now)) return {};
    auto item = item_of(Guard::detractor, each);
    item.score = each.score;
    return {item};
  }
  return {};
}

Items return_on_its_way(const Known& known) {
  Items items;
  for (const auto* started : open_threads(known.history, returns())) {
    if (!within(started->time, known.settings.return_max, known.now)) continue;
    auto item = item_of(Guard::return_on_its_way, *started);
    if (!started->order_id.empty()) item.order.emplace().order_id = started->order_id;
    if (!started->items.empty()) item.item = started->items.front();
    items.push_back(std::move(item));
  }
  return items;
}

// --- do not -------------------------------------------------------------------------------------

// When they refused, where they have; that nobody has asked is a ground, too.
Items do_not_contact(const Known& known) {
  if (granted(known.profile, "marketing")) return {};
  CardItem item{.guard = Guard::do_not_contact};
  if (const auto* refused = consent_to(known.profile, "marketing")) {
    item.time = refused->at;
    item.here = refused->here;
  }
  return {item};
}

Items articles_of(Guard guard, std::string_view type, Span span, const Known& known,
                  bool (*spared)(const Known&, const Experience&, const Product&)) {
  Items items;
  for (const auto& fact : known.history) {
    if (fact.type != type || !within(fact.time, span, known.now)) continue;
    for (const auto& product : fact.items) {
      if (names(items, product) || spared(known, fact, product)) continue;
      auto item = item_of(guard, fact);
      item.item = product;
      items.push_back(std::move(item));
      if (items.size() == kArticlesMax) return items;
    }
  }
  return items;
}

// Not what they have given back.
Items already_bought(const Known& known) {
  return articles_of(Guard::already_bought, "order.completed", known.settings.already_bought, known,
                     [](const Known& all, const Experience& sale, const Product& product) {
                       return std::ranges::any_of(all.history, [&](const Experience& later) {
                         const bool back = later.type == "order.refunded" &&
                                           !sale.order_id.empty() &&
                                           later.order_id == sale.order_id;
                         return back && (later.items.empty() || holds(later.items, product));
                       });
                     });
}

// Not what they took after all: that stands among what they bought.
Items declined(const Known& known) {
  return articles_of(Guard::declined, "offer.declined", known.settings.declined, known,
                     [](const Known& all, const Experience& no, const Product& product) {
                       return std::ranges::any_of(all.history, [&](const Experience& later) {
                         const bool taken =
                             later.type == "offer.accepted" || later.type == "order.completed";
                         return taken && later.time >= no.time && holds(later.items, product);
                       });
                     });
}

// --- suggest ------------------------------------------------------------------------------------

// What follows from people's behaviour is suggested of those alone who have agreed to it.
bool may_profile(const Known& known) {
  return granted(known.profile, "profiling");
}

// They bought it, or were asked and have said yes or no.
bool settles(const Experience& each) {
  return each.type == "product.removed" || each.type == "order.completed" ||
         each.type == "offer.accepted" || each.type == "offer.declined";
}

// What was put into the cart and neither taken out nor bought nor declined since.
Items abandoned_cart(const Known& known) {
  if (!may_profile(known)) return {};
  Items items;
  std::vector<Product> settled;
  for (const auto& each : known.history) {
    if (!within(each.time, known.settings.cart_max, known.now)) break;
    if (settles(each)) {
      settled.insert(settled.end(), each.items.begin(), each.items.end());
    }
    if (each.type != "product.added" || each.time + known.settings.cart_min > known.now) continue;
    for (const auto& product : each.items) {
      if (holds(settled, product) || names(items, product)) continue;
      if (items.size() == kArticlesMax) return items;
      auto item = item_of(Guard::abandoned_cart, each);
      item.item = product;
      items.push_back(std::move(item));
    }
  }
  return items;
}

// They used to come every so often, and have now been away much longer. The median, because one
// long summer is no rhythm.
Items late_engagement(const Known& known) {
  if (!may_profile(known)) return {};
  std::vector<const Experience*> orders;
  for (const auto& each : known.history) {
    if (each.type == "order.completed") orders.push_back(&each);
  }
  const auto least = static_cast<std::size_t>(std::max(2, known.settings.late_orders));
  if (orders.size() < least) return {};
  std::vector<Span> gaps;
  for (std::size_t i = 1; i < orders.size(); ++i)
    gaps.push_back(orders[i - 1]->time - orders[i]->time);
  std::ranges::nth_element(gaps, gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2));
  const auto usual = gaps[gaps.size() / 2];
  const auto usual_days = std::chrono::floor<std::chrono::days>(usual).count();
  if (usual_days < 1) return {};  // the lines of one shopping trip
  const auto away = known.now - orders.front()->time;
  if (away * 100 <= usual * known.settings.late_percent) return {};
  auto item = item_of(Guard::late_engagement, *orders.front());
  item.days = usual_days;
  return {item};
}

// Asked for once: who has refused is not asked again.
Items missing_consent(const Known& known) {
  Items items;
  for (const auto& purpose : known.settings.consents) {
    if (consent_to(known.profile, purpose) != nullptr) continue;
    items.push_back({.guard = Guard::missing_consent, .text = purpose});
  }
  return items;
}

// clang-format off
constexpr std::array kTable = {
    GuardRow{Guard::ready_to_collect,  CardList::now,     ready_to_collect},
    GuardRow{Guard::open_complaint,    CardList::now,     open_complaint},
    GuardRow{Guard::promise_due,       CardList::now,     promise_due},
    GuardRow{Guard::detractor,         CardList::now,     detractor},
    GuardRow{Guard::return_on_its_way, CardList::now,     return_on_its_way},
    GuardRow{Guard::on_its_way,        CardList::now,     on_its_way},
    GuardRow{Guard::do_not_contact,    CardList::do_not,  do_not_contact},
    GuardRow{Guard::already_bought,    CardList::do_not,  already_bought},
    GuardRow{Guard::declined,          CardList::do_not,  declined},
    GuardRow{Guard::abandoned_cart,    CardList::suggest, abandoned_cart},
    GuardRow{Guard::late_engagement,   CardList::suggest, late_engagement},
    GuardRow{Guard::missing_consent,   CardList::suggest, missing_consent},
};
// clang-format on

Items& list_of(Card& card, CardList list) {
  if (list == CardList::now) return card.now;
  return list == CardList::do_not ? card.do_not : card.suggest;
}

}  // namespace

std::span<const GuardRow> guards() {
  return kTable;
}

void apply_guards(Card& card, const Known& known) {
  for (const auto& row : kTable) {
    if (std::ranges::find(known.settings.off, row.guard) != known.settings.off.end()) continue;
    auto& list = list_of(card, row.list);
    for (auto& item : row.look(known))
      list.push_back(std::move(item));
  }
}

}  // namespace touchpoint::journey
