// Orders keeps how far each order has come, from whichever side the news of it arrive and in
// whatever turn. FORMAT.md, `orders`.
#pragma once

#include "sync/hub/facts.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

// How long an order to be delivered counts as on its way: nobody tells us when it has come.
inline constexpr std::chrono::days kDeliveryMax{14};

// Who an order belongs to, as far as the teller knows.
struct Owner {
  std::optional<std::int64_t> person;
  std::optional<std::string> claim;  // while there is no person
};

// What an order was before and after a change.
struct OrderChanged {
  std::optional<std::int64_t> person;
  std::string collect_store;  // where it waits now; empty: nowhere
  std::string collect_store_before;
  bool first_placed = false;  // it counts from now on
};

class Orders {
 public:
  explicit Orders(Session& session) : session_(session) {}

  // `origin`: FORMAT.md. An order that is not known begins with what the change tells.
  Result<OrderChanged> change(const std::string& origin, const Owner& owner,
                              const OrderChange& change, WallTime at, WallTime now);
  // A till's word about an order of any origin, which it knows by its number; nullopt when there is
  // none, or several and none is this person's.
  Result<std::optional<OrderChanged>> change_anywhere(std::optional<std::int64_t> person,
                                                      const OrderChange& change, WallTime at,
                                                      WallTime now);
  // What was sold and taken along in a store.
  Result<OrderChanged> take_along(const std::string& origin, std::int64_t person,
                                  const OrderChange& change, WallTime at);

  // Orders told under `claim` become this person's. How many count, and where they wait.
  struct Claimed {
    std::int64_t placed = 0;
    std::vector<std::string> collect_stores;
  };
  Result<Claimed> claim(const std::string& claim, std::int64_t person);

  Result<bool> waits_in(std::int64_t person, const std::string& store);
  // Those that devices are told of, newest first, at most `max`.
  Result<std::vector<Order>> open(std::int64_t person, std::size_t max);
  // Deliveries placed before `time` have come. Returns whose they were.
  Result<std::vector<std::int64_t>> end_deliveries_before(WallTime time);

 private:
  struct Row;
  Result<std::optional<Row>> find(const std::string& origin, const std::string& order_id);
  Result<std::optional<Row>> find_anywhere(std::optional<std::int64_t> person,
                                           const std::string& order_id);
  Result<OrderChanged> keep(Row row, const OrderChange& change, WallTime at, WallTime now);
  Result<void> write(Row& row);

  Session& session_;
};

}  // namespace touchpoint::hub
