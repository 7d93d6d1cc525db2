// What the centre knows of a customer, as plain values: the shapes of the change feed
// (sync/contract/CONTRACT.md, "Profiles"), shared by the hub that writes them, the replica that
// keeps them and the card that shows them. They hold personal data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/identifier.hpp"

namespace touchpoint {

// One line of an order (Segment's "product").
struct Product {
  std::string sku;
  std::string name;
  double quantity = 1;
  std::optional<double> price;  // of one, in the order's currency

  bool operator==(const Product&) const = default;
};

enum class OrderStatus { placed, ready, collected, refunded };
std::string_view to_text(OrderStatus status);
std::optional<OrderStatus> order_status_from_text(std::string_view text);

// An order that is still of interest: to be collected, on its way.
struct Order {
  std::string order_id;
  OrderStatus status{};
  std::string store;  // where it is collected; empty: delivered
  WallTime placed{};
  std::optional<WallTime> ready;  // since when it waits to be collected
  std::string shelf;
  std::optional<double> total;
  std::string currency;  // ISO 4217
  std::vector<Product> items;

  bool operator==(const Order&) const = default;
};

// One entry of the chronology, from whichever channel. A note's text is in `title`, so the replica
// seals it.
struct Experience {
  std::string id;  // unique for ever: an event's id, or the source's message id
  WallTime time{};
  std::string channel;  // "web", "store", "kiosk", "app", "call", "social", "partner"
  std::string source;   // which shop, store or system said so
  std::string type;     // "order.completed", "page.viewed", "note.added" …
  std::string order_id;
  std::optional<double> total;
  std::string currency;
  std::vector<Product> items;
  std::string title;         // a page's or product's name
  std::optional<int> score;  // an answer's, with its scale in `title`
  std::string subject{};  // the complaint, return, offer or task it belongs to, by an id that all
                          // of its events share; of interaction.undone what is undone
  std::optional<WallTime> due{};  // a task's: until when it was promised
  bool here = false;              // recorded on this device, not yet confirmed by the centre

  bool operator==(const Experience&) const = default;
};

struct Consent {
  std::string purpose;  // "marketing", "profiling"
  bool granted = false;
  WallTime at{};
  bool here = false;  // recorded on this device, not yet confirmed by the centre

  bool operator==(const Consent&) const = default;
};

// What the centre owes them for being loyal: ten euros off, a coffee.
struct Voucher {
  std::string code;   // as it is shown at the till; empty: none is needed
  std::string title;  // what it is for, in their language
  std::optional<WallTime> until{};

  bool operator==(const Voucher&) const = default;
};

struct Profile {
  std::string id;  // UUID text, the hub's
  std::int64_t version = 0;
  std::string given_name;
  std::string family_name;
  std::string form_of_address;  // "Sig.ra", "Mr"; empty: not known
  std::string language;         // BCP 47; empty: not known
  std::string channel;          // preferred: "email", "phone", "post"; empty: not known
  std::string birth_date;       // ISO 8601: "1984-03-07", "1984-03" or "1984"; empty: not known
  std::string postal_code;      // as its country writes it, without spaces at its ends
  std::optional<WallTime> since;
  std::int64_t order_count = 0;
  std::string tier{};                   // of the loyalty programme, in its own words; empty: none
  std::vector<Voucher> vouchers{};      // not used yet, as far as the centre knows
  std::vector<Identifier> identifiers;  // empty once read back from the replica
  std::vector<Consent> consents;
  std::vector<Order> orders;
  std::vector<Experience> history;  // newest first
  std::vector<std::string> merged;  // ids of those that were found to be this person, too; empty
                                    // once read back from the replica
  bool here = false;                // registered on this device, not yet confirmed by the centre

  bool operator==(const Profile&) const = default;
};

}  // namespace touchpoint
