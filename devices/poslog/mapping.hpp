// What a till's transaction is to the agent: a sale, refunds, or nothing. Pure.
//
//   goods sold                 touchpoint.order.completed
//   goods brought back         touchpoint.order.refunded, one for each sale that they are of
//   an earlier sale voided     touchpoint.order.refunded of all of it
//   training, cancelled, suspended, without goods: nothing
//
// An event's id is made of what the till calls the transaction and nothing else: the same
// transaction told twice, in whatever file, is one event.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/uuid.hpp"
#include "devices/poslog/transaction.hpp"

namespace touchpoint::devices {

struct MappingSettings {
  std::string currency;          // where the till says none
  std::string customer_id_kind;  // what a CustomerID is: an identifier's kind; empty: nobody's
};

// What the customer showed; personal.
struct Shown {
  std::string kind;
  std::string value;
  bool operator==(const Shown&) const = default;
};

struct TillEvent {
  Uuid id;
  std::string type;
  WallTime time{};
  std::string facts;  // the members of `data` but for `profile`, as JSON
};

struct Mapped {
  std::vector<TillEvent> events;
  std::optional<Shown> customer;
};

// `refused` with what is wrong with it; see name_of().
Result<Mapped> map_transaction(const Transaction& transaction, const MappingSettings& settings);

// The body of an interaction. `profile` may be empty.
std::string to_json(const TillEvent& event, std::string_view profile);

// The same body without it; as it is when it has none.
std::string without_profile(std::string body);

// "transaction 4711 of workstation 3 on 2026-03-02", for sentences.
std::string name_of(const Transaction& transaction);

// Zones are the till's and ours: what says none is local time. nullopt: no time.
std::optional<WallTime> till_time(std::string_view text);

}  // namespace touchpoint::devices
