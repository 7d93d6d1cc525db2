#include "sync/hub/store/sqlite/orders.hpp"

#include <array>

#include "sync/codec/profile_json.hpp"

namespace touchpoint::hub {
namespace {

constexpr double kCent = 0.005;  // sums of amounts agree within half of one

OrderStep step_from_text(std::string_view text) {
  for (const auto step : {OrderStep::placed, OrderStep::ready, OrderStep::collected,
                          OrderStep::refunded, OrderStep::cancelled}) {
    if (to_text(step) == text) return step;
  }
  return OrderStep::cancelled;
}

std::string lines_json(const std::vector<Product>& items) {
  if (items.empty()) return {};
  Experience lines;
  lines.items = items;
  return sync::to_json(lines);
}

std::vector<Product> items_of(std::string_view lines) {
  if (lines.empty()) return {};
  auto read = sync::experience_from_json(lines);
  return read ? std::move(read).value().items : std::vector<Product>{};
}

}  // namespace

struct Orders::Row {
  std::int64_t id = 0;  // 0: not yet written
  std::string origin;
  std::string order_id;
  std::optional<std::int64_t> person;
  std::optional<std::string> claim;
  OrderStep step = OrderStep::placed;
  bool open = false;
  std::string store;
  std::string shelf;
  std::optional<WallTime> placed;
  std::optional<WallTime> ready;
  std::optional<double> total;
  double refunded = 0;
  std::string currency;
  std::string lines;

  // From `SELECT *`: the columns in the schema's order, to which new ones are appended.
  static Row read(const sqlite::Rows& rows) {
    Row row;
    row.id = rows.integer(0);
    row.origin = rows.text(1);
    row.order_id = rows.text(2);
    if (!rows.is_null(3)) row.person = rows.integer(3);
    if (!rows.is_null(4)) row.claim = std::string(rows.text(4));
    row.step = step_from_text(rows.text(5));
    row.open = rows.integer(6) != 0;
    row.store = rows.text(7);
    row.shelf = rows.text(8);
    row.placed = time_at(rows, 9);
    row.ready = time_at(rows, 10);
    if (!rows.is_null(11)) row.total = rows.real(11);
    row.refunded = rows.real(12);
    row.currency = rows.text(13);
    row.lines = rows.text(14);
    return row;
  }

  std::string waits_in() const { return open ? store : std::string{}; }

  void advance(const OrderChange& change, WallTime at) {
    if (!change.store.empty() && (change.step <= OrderStep::ready || store.empty())) {
      store = change.store;
    }
    switch (change.step) {
      case OrderStep::placed:
        if (!placed) placed = at;
        if (change.total) total = change.total;
        if (!change.currency.empty()) currency = change.currency;
        if (!change.items.empty()) lines = lines_json(change.items);
        break;
      case OrderStep::ready:
        if (!ready) ready = at;
        if (!change.shelf.empty()) shelf = change.shelf;
        break;
      case OrderStep::refunded:
        refunded += change.total.value_or(0);
        if (currency.empty()) currency = change.currency;
        if (lines.empty()) lines = lines_json(change.items);
        break;
      case OrderStep::collected:
      case OrderStep::cancelled:
        break;
    }
    if (supersedes(change)) step = change.step;
  }

  bool supersedes(const OrderChange& change) const {
    if (change.step < step) return false;
    const bool partly =
        change.step == OrderStep::refunded && change.total && total && refunded < *total - kCent;
    return !partly;
  }

  void decide_open(WallTime now) {
    const bool to_come = step == OrderStep::placed || step == OrderStep::ready;
    const bool on_its_way = placed && *placed > now - kDeliveryMax;
    open = to_come && (!store.empty() || on_its_way);
  }
};

Result<OrderChanged> Orders::change(const std::string& origin, const Owner& owner,
                                    const OrderChange& change, WallTime at, WallTime now) {
  TP_TRY(auto found, find(origin, change.order_id));
  if (!found) {
    found.emplace();
    found->origin = origin;
    found->order_id = change.order_id;
  }
  if (!found->person && owner.person) {
    found->person = owner.person;
    found->claim.reset();
  }
  if (!found->person && !found->claim) found->claim = owner.claim;
  return keep(std::move(*found), change, at, now);
}

Result<std::optional<OrderChanged>> Orders::change_anywhere(std::optional<std::int64_t> person,
                                                            const OrderChange& change, WallTime at,
                                                            WallTime now) {
  TP_TRY(auto found, find_anywhere(person, change.order_id));
  if (!found) return std::optional<OrderChanged>{};
  TP_TRY(auto changed, keep(std::move(*found), change, at, now));
  return std::optional{std::move(changed)};
}

Result<OrderChanged> Orders::take_along(const std::string& origin, std::int64_t person,
                                        const OrderChange& change, WallTime at) {
  TP_TRY(auto found, find(origin, change.order_id));
  OrderChanged changed;
  changed.person = person;
  changed.first_placed = !found || !found->placed;
  if (!found) found.emplace();
  found->origin = origin;
  found->order_id = change.order_id;
  found->person = person;
  found->advance(change, at);
  found->step = std::max(found->step, OrderStep::collected);
  found->open = false;
  TP_CHECK(write(*found));
  return changed;
}

Result<OrderChanged> Orders::keep(Row row, const OrderChange& change, WallTime at, WallTime now) {
  OrderChanged changed;
  changed.collect_store_before = row.waits_in();
  const bool counted = row.placed.has_value();
  row.advance(change, at);
  row.decide_open(now);
  changed.first_placed = !counted && row.placed;
  changed.person = row.person;
  changed.collect_store = row.waits_in();
  TP_CHECK(write(row));
  return changed;
}

Result<std::optional<Orders::Row>> Orders::find(const std::string& origin,
                                                const std::string& order_id) {
  TP_TRY(auto rows, session_.query("SELECT * FROM orders WHERE origin = ? AND order_id = ?", origin,
                                   order_id));
  TP_TRY(const bool found, rows.next());
  return found ? std::optional{Row::read(rows)} : std::nullopt;
}

Result<std::optional<Orders::Row>> Orders::find_anywhere(std::optional<std::int64_t> person,
                                                         const std::string& order_id) {
  TP_TRY(auto rows, session_.query("SELECT * FROM orders WHERE order_id = ?1"
                                   " ORDER BY profile IS ?2 DESC, open DESC LIMIT 2",
                                   order_id, person));
  TP_TRY(bool found, rows.next());
  if (!found) return std::optional<Row>{};
  auto row = Row::read(rows);
  if (person && row.person == person) return std::optional{std::move(row)};
  TP_TRY(found, rows.next());
  return found ? std::optional<Row>{} : std::optional{std::move(row)};
}

Result<void> Orders::write(Row& row) {
  if (row.id != 0) {
    return session_.run(
        "UPDATE orders SET profile = ?, claim = ?, step = ?, open = ?, store = ?,"
        " shelf = ?, placed_ms = ?, ready_ms = ?, total = ?, refunded = ?,"
        " currency = ?, lines = ? WHERE id = ?",
        row.person, row.claim, to_text(row.step), row.open, row.store, row.shelf, to_ms(row.placed),
        to_ms(row.ready), row.total, row.refunded, row.currency, row.lines, row.id);
  }
  return session_.run(
      "INSERT INTO orders (origin, order_id, profile, claim, step, open, store,"
      " shelf, placed_ms, ready_ms, total, refunded, currency, lines)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.origin, row.order_id, row.person, row.claim, to_text(row.step), row.open, row.store,
      row.shelf, to_ms(row.placed), to_ms(row.ready), row.total, row.refunded, row.currency,
      row.lines);
}

Result<Orders::Claimed> Orders::claim(const std::string& claim, std::int64_t person) {
  TP_TRY(auto rows, session_.query("UPDATE orders SET profile = ?, claim = NULL WHERE claim = ?"
                                   " RETURNING placed_ms IS NOT NULL, open, store",
                                   person, claim));
  Claimed claimed;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return claimed;
    claimed.placed += rows.integer(0);
    if (rows.integer(1) != 0 && !rows.text(2).empty()) {
      claimed.collect_stores.emplace_back(rows.text(2));
    }
  }
}

Result<bool> Orders::waits_in(std::int64_t person, const std::string& store) {
  TP_TRY(const auto found, session_.integer("SELECT 1 FROM orders WHERE profile = ? AND open = 1"
                                            " AND store = ? LIMIT 1",
                                            person, store));
  return found.has_value();
}

Result<std::vector<Order>> Orders::open(std::int64_t person, std::size_t max) {
  TP_TRY(auto rows, session_.query("SELECT * FROM orders WHERE profile = ?"
                                   " AND open = 1 ORDER BY id DESC LIMIT ?",
                                   person, max));
  std::vector<Order> orders;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return orders;
    auto row = Row::read(rows);
    orders.push_back(
        {.order_id = std::move(row.order_id),
         .status = row.step == OrderStep::ready ? OrderStatus::ready : OrderStatus::placed,
         .store = std::move(row.store),
         .placed = row.placed.value_or(row.ready.value_or(WallTime{})),
         .ready = row.ready,
         .shelf = std::move(row.shelf),
         .total = row.total,
         .currency = std::move(row.currency),
         .items = items_of(row.lines)});
  }
}

Result<std::vector<std::int64_t>> Orders::end_deliveries_before(WallTime time) {
  TP_TRY(auto rows, session_.query("UPDATE orders SET open = 0 WHERE open = 1 AND store = '' AND"
                                   " placed_ms < ? RETURNING profile",
                                   to_ms(time)));
  std::vector<std::int64_t> people;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return people;
    if (!rows.is_null(0)) people.push_back(rows.integer(0));
  }
}

}  // namespace touchpoint::hub
