#include "core/card.hpp"

namespace touchpoint {

std::string_view to_text(HubSays says) {
  switch (says) {
    case HubSays::not_asked:
      return "not_asked";
    case HubSays::asking:
      return "asking";
    case HubSays::unknown:
      return "unknown";
    case HubSays::shared:
      return "shared";
    case HubSays::no_answer:
      return "no_answer";
  }
  return "";
}

}  // namespace touchpoint
