// The card: what staff see of who was just scanned. Plain values; texts are the page's, in the
// reader's language. The shape on the wire is `Card` in web/openapi.yaml.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/people.hpp"
#include "core/uuid.hpp"

namespace touchpoint {

enum class CardState { nobody, looking, shown, unknown, refused, asking };

// What staff are asked with one tap before it goes on.
struct CardQuestion {
  enum class Kind {
    what,  // the code fits several of the shop's namespaces: "loyalty", "gift_card" …
    who,   // the person is possible, not certain: "yes", "no"
  };
  Kind kind{};
  Uuid scan;  // which scan raised it
  std::vector<std::string> choices;

  bool operator==(const CardQuestion&) const = default;
};

// What the hub says of somebody whom the replica does not know.
enum class HubSays {
  not_asked,
  asking,
  unknown,    // it does not know them, either
  shared,     // several people have that; it says of nobody who they are
  no_answer,  // in time: it may know them
};
std::string_view to_text(HubSays says);

struct NowItem {
  enum class Kind { collect, on_its_way };
  Kind kind{};
  Order order;
};

struct DoNotItem {
  enum class Kind { contact, offer };
  Kind kind{};
  std::optional<Product> item;   // offer: what was bought already
  std::optional<WallTime> time;  // … and when
  std::string channel;           // … and where
};

struct Card {
  CardState state = CardState::nobody;
  std::string touchpoint;
  Uuid visit;                  // nil when nobody is there
  WallTime at{};               // when the scan came
  std::string reason;          // unknown: WhyUnknown; refused: what is wrong with the scan
  std::optional<Profile> who;  // shown; `history` is the timeline. asking: who it may be
  IdentifierKind by{};
  std::optional<PersonDecision> decision;  // they were found by what they said; then not `by`
  Assurance assurance = Assurance::possessed;
  Strength strength = Strength::strong;
  std::string number;  // the loyalty number scanned, when nothing else names the person
  std::vector<NowItem> now;
  std::vector<DoNotItem> do_not;
  Freshness freshness;
  HubSays hub = HubSays::not_asked;      // unknown
  std::optional<CardQuestion> question;  // asking; shown: what else was scanned
};

}  // namespace touchpoint
