#include "core/card.hpp"

#include <algorithm>
#include <array>

namespace touchpoint {
namespace {

struct Name {
  Guard guard;
  std::string_view text;
};
constexpr std::array kNames = {
    Name{Guard::ready_to_collect, "ready_to_collect"},
    Name{Guard::open_complaint, "open_complaint"},
    Name{Guard::promise_due, "promise_due"},
    Name{Guard::detractor, "detractor"},
    Name{Guard::return_on_its_way, "return_on_its_way"},
    Name{Guard::on_its_way, "on_its_way"},
    Name{Guard::do_not_contact, "do_not_contact"},
    Name{Guard::already_bought, "already_bought"},
    Name{Guard::declined, "declined"},
    Name{Guard::abandoned_cart, "abandoned_cart"},
    Name{Guard::late_engagement, "late_engagement"},
    Name{Guard::missing_consent, "missing_consent"},
};

}  // namespace

std::string_view to_text(Guard guard) {
  const auto* const name = std::ranges::find(kNames, guard, &Name::guard);
  return name == kNames.end() ? std::string_view{} : name->text;
}

std::optional<Guard> guard_from_text(std::string_view text) {
  const auto* const name = std::ranges::find(kNames, text, &Name::text);
  if (name == kNames.end()) return std::nullopt;
  return name->guard;
}

std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::contact:
      return "contact";
    case Stage::acquisition:
      return "acquisition";
    case Stage::conversion:
      return "conversion";
    case Stage::retention:
      return "retention";
    case Stage::loyalty:
      return "loyalty";
  }
  return "contact";
}

std::string_view to_text(Gap gap) {
  switch (gap) {
    case Gap::paid_not_delivered:
      return "paid_not_delivered";
    case Gap::ready_not_collected:
      return "ready_not_collected";
    case Gap::complaint_unanswered:
      return "complaint_unanswered";
  }
  return "";
}

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
