// Plausible events of a store's till, of all common types in turn and different in what differs
// from event to event; with their stamps and their chain member they have some 740 bytes. Always
// the same choices; the identifiers are random.
#pragma once

#include <random>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/event.hpp"
#include "core/random.hpp"

namespace touchpoint::bench {

inline constexpr std::string_view kStore = "milano-01";
inline constexpr std::string_view kDevice = "milano-01-pos-3";
inline constexpr std::string_view kSource = "/stores/milano-01/devices/milano-01-pos-3";

class ShopEvents {
 public:
  ShopEvents(const Clock& clock, Random& random) : clock_(clock), ids_(clock, random) {}

  // One that happens now.
  NewEvent next() {
    auto made = kind(made_++ % 10);
    return {.id = ids_.next(),
            .type = "touchpoint." + std::string{made.type},
            .time = clock_.wall(),
            .actor = made.actor,
            .touchpoint = "counter-1",
            .data = std::move(made.data)};
  }

  int below(int limit) { return std::uniform_int_distribution{0, limit - 1}(generator_); }

 private:
  struct Kind {
    std::string_view type;
    Actor actor;
    std::string data;
  };

  std::string number(int from, int below_it) { return std::to_string(from + below(below_it)); }

  Kind kind(std::size_t which) {
    const auto profile = R"({"profile":")" + ids_.next().text() + R"(",)";
    const auto order = R"("order_id":"W-)" + number(1000, 9000) + R"(",)";
    const auto total = R"("total":)" + number(1, 200) + R"(.95,"currency":"EUR",)";
    const std::string staff = below(2) == 0 ? R"("staff":"giulia"})" : R"("staff":"marco"})";
    switch (which) {
      case 0:
        return {"scan.received", Actor::employee,
                R"({"kind":"loyalty","code":")" + number(12000, 7000) + R"(","via":"wedge"})"};
      case 1:
        return {"customer.recognised", Actor::employee,
                profile + R"("by":"loyalty","replica_age_s":)" + number(0, 900) + "}"};
      case 2:
        return {"profile.viewed", Actor::employee, profile + R"("why":"card",)" + staff};
      case 3:
        return {"order.completed", Actor::employee,
                profile + order + total + R"("products":[{"sku":")" + number(20000, 60000) +
                    R"(","name":"linen shirt","quantity":)" + number(1, 4) + R"(,"price":)" +
                    number(1, 90) + ".5}]," + staff};
      case 4:
        return {"order.refunded", Actor::employee,
                profile + order + total + R"("reason":"too small",)" + staff};
      case 5:
        return {"order.collected", Actor::employee, profile + order + staff};
      case 6:
        return {
            "note.added", Actor::employee,
            profile + R"("text":"asks for the blue one in )" + number(36, 10) + R"(",)" + staff};
      case 7:
        return {"survey.answered", Actor::customer,
                R"({"survey":"visit","version":1,"question":"recommend","kind":"nps","score":)" +
                    number(0, 11) + R"(,"language":"it"})"};
      case 8:
        return {"staff.signed_in", Actor::employee, "{" + staff};
      default:
        return {"link.lost", Actor::environment,
                R"({"since":")" + to_rfc3339(clock_.wall()) + R"(","to":"hub"})"};
    }
  }

  std::mt19937 generator_{7};
  const Clock& clock_;
  UuidSource ids_;
  std::size_t made_ = 0;
};

}  // namespace touchpoint::bench
