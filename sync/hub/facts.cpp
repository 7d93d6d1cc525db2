#include "sync/hub/facts.hpp"

namespace touchpoint::hub {

std::string_view to_text(OrderStep step) {
  switch (step) {
    case OrderStep::placed:
      return "placed";
    case OrderStep::ready:
      return "ready";
    case OrderStep::collected:
      return "collected";
    case OrderStep::refunded:
      return "refunded";
    case OrderStep::cancelled:
      return "cancelled";
  }
  return "";
}

}  // namespace touchpoint::hub
