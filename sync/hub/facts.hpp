// A fact is what one event of a device, or one call of a source, says about a customer: an
// experience to remember, a step of an order, traits, consents. Readers of the two wire forms make
// facts (device_facts.hpp, source_calls.hpp); the store applies them; neither knows the other.
//
// Plain values. They hold personal data and are never logged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/profile.hpp"

namespace touchpoint::hub {

// In the order in which they supersede each other: an order never goes back, however late or out
// of turn the news of an earlier step comes.
enum class OrderStep { placed, ready, collected, refunded, cancelled };
std::string_view to_text(OrderStep step);

struct OrderChange {
  OrderStep step{};
  std::string order_id;
  std::string store;  // where it is to be collected; empty: delivered, or not said
  std::string shelf;
  std::optional<double> total;  // of a refund: what was given back
  std::string currency;
  std::vector<Product> items;
};

// What `identify` tells; empty: not told.
struct Traits {
  std::string given_name;
  std::string family_name;
  std::string form_of_address;
  std::string language;
  std::string channel;
  std::string birth_date;
  std::string postal_code;
  std::string email;
  bool email_verified = false;
  std::string phone;
  std::string home_store;
  std::optional<WallTime> since;
};

struct Fact {
  WallTime time{};
  std::string card{};  // of somebody who was registered with it: a loyalty number
  std::optional<Experience> experience;
  std::optional<OrderChange> order;
  std::optional<Traits> traits;
  std::vector<Identifier> identifiers{};  // which are added to theirs
  std::vector<Consent> consents;
};

}  // namespace touchpoint::hub
