#include "core/profile.hpp"

namespace touchpoint {

std::string_view to_text(OrderStatus status) {
  switch (status) {
    case OrderStatus::placed:
      return "placed";
    case OrderStatus::ready:
      return "ready";
    case OrderStatus::collected:
      return "collected";
    case OrderStatus::refunded:
      return "refunded";
  }
  return "placed";
}

std::optional<OrderStatus> order_status_from_text(std::string_view text) {
  for (const auto status :
       {OrderStatus::placed, OrderStatus::ready, OrderStatus::collected, OrderStatus::refunded}) {
    if (text == to_text(status)) return status;
  }
  return std::nullopt;
}

}  // namespace touchpoint
