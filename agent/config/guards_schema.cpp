#include "config/agent_config.hpp"
#include "core/card.hpp"
#include "feedback/fairness.hpp"

namespace touchpoint::config {
namespace {

using namespace std::chrono_literals;

constexpr Duration kDay = std::chrono::hours{24};
constexpr Duration kLongest = 730 * kDay;

Check each_guard() {
  return [](const Target& landed) -> std::string {
    for (const auto& name : **std::get_if<Texts*>(&landed)) {
      if (!guard_from_text(name)) {
        return "must hold names of lines such as \"late_engagement\", not \"" + name + "\"";
      }
    }
    return {};
  };
}

Check each_hours() {
  return [](const Target& landed) -> std::string {
    for (const auto& hours : **std::get_if<Texts*>(&landed)) {
      if (!feedback::hours_from_text(hours)) {
        return "must hold hours such as \"07:30-09:00\", not \"" + hours + "\"";
      }
    }
    return {};
  };
}

// Every line of the card may be the centre's to set, and counts from the device's next start.
Key key(std::string name, Target target, Written fallback, std::string doc, Check check) {
  return {.name = std::move(name),
          .target = target,
          .fallback = std::move(fallback),
          .doc = std::move(doc),
          .check = std::move(check),
          .central = Central::after_restart};
}

}  // namespace

Section guards_section(Config& c) {
  auto& g = c.guards;
  return {
      "guards",
      "What the card tells staff of somebody: what is to be done now, what is not to be done, what "
      "may be suggested.",
      {key("off", &g.off, Texts{},
           "Lines that are never shown, of ready_to_collect, open_complaint, promise_due, "
           "detractor, return_on_its_way, on_its_way, do_not_contact, already_bought, declined, "
           "abandoned_cart, late_engagement and missing_consent.",
           each_guard()),
       key("already_bought", &g.already_bought, "60d",
           "For how long an article that somebody has bought is not offered to them again.",
           between(kDay, kLongest)),
       key("declined", &g.declined, "90d",
           "For how long an article that somebody has declined is not offered to them again.",
           between(kDay, kLongest)),
       key("promise_ahead", &g.promise_ahead, "1d",
           "How long before it is due a promise is shown; one that is late always is.",
           between(1h, 90 * kDay)),
       key("detractor", &g.detractor, "180d", "For how long a low score is remembered.",
           between(kDay, kLongest)),
       key("detractor_nps", &g.detractor_nps, 6, "The highest NPS (0 to 10) that is low.",
           between(0, 10)),
       key("detractor_csat", &g.detractor_csat, 2, "The highest CSAT (1 to 5) that is low.",
           between(1, 5)),
       key("detractor_ces", &g.detractor_ces, 2, "The highest CES (1 to 7) that is low.",
           between(1, 7)),
       key("return_max", &g.return_max, "30d",
           "For how long a return that was announced is expected to arrive.",
           between(kDay, kLongest)),
       key("cart_min", &g.cart_min, "1h", "A cart that was filled since is not abandoned yet.",
           between(0ms, 30 * kDay)),
       key("cart_max", &g.cart_max, "14d", "For how long an abandoned cart is remembered.",
           between(1h, 365 * kDay)),
       key("late_orders", &g.late_orders, 3,
           "Whoever has bought less often has no rhythm to fall out of.", between(2, 50)),
       key("late_percent", &g.late_percent, 200,
           "How long after their last order somebody comes late, in percent of the usual interval "
           "between their orders.",
           between(110, 2000)),
       key("consents", &g.consents, Texts{"marketing", "profiling"},
           "Purposes that people are asked to consent to, once.", each_slug())}};
}

Section journey_section(Config& c) {
  auto& j = c.journey;
  return {
      "journey",
      "Where somebody's journey has got to, and after how long it is said to have halted.",
      {key("delivery", &j.delivery, "7d",
           "An order that was paid for and is not delivered after this time is a gap.",
           between(kDay, 90 * kDay)),
       key("collection", &j.collection, "3d",
           "An order that is ready and not collected after this time is a gap.",
           between(1h, 90 * kDay)),
       key("answer", &j.answer, "1d", "A complaint that has no answer after this time is a gap.",
           between(1h, 90 * kDay)),
       key("retained_orders", &j.retained_orders, 2,
           "From so many orders on somebody has come back.", between(2, 100)),
       key("loyal_orders", &j.loyal_orders, 5,
           "From so many orders on somebody is loyal, if they bought lately.", between(2, 1000)),
       key("active", &j.active, "365d", "What is lately.", between(kDay, 3650 * kDay))}};
}

Section fairness_section(Config& c) {
  auto& f = c.fairness;
  return {
      "fairness",
      "Which scores of a kiosk are doubted. They are flagged and kept; the figure of all stands "
      "beside the figure of those that are not doubted.",
      {key("repeat_within", &f.repeat_within, "20s",
           "The same score at the same screen again within this time is the same person's.",
           between(0ms, 1h)),
       key("burst_people", &f.burst_people, 8,
           "More people than this at one screen within burst_window are none.", between(2, 1000)),
       key("burst_window", &f.burst_window, "2m", "See burst_people.", between(10s, 1h)),
       Key{.name = "staff_hours",
           .target = &f.staff_hours,
           .fallback = Texts{},
           .doc = "When only staff are in the store, by its clocks: what is answered then is "
                  "doubted.",
           .example = Texts{"07:30-09:00", "20:00-21:30"},
           .check = each_hours(),
           .central = Central::after_restart}}};
}

}  // namespace touchpoint::config
