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

// What puts a line on the card (journey/guards.hpp). Its name in the configuration, on the wire and
// in the pages' texts is the same.
enum class Guard {
  ready_to_collect,
  open_complaint,
  promise_due,
  detractor,
  return_on_its_way,
  on_its_way,
  do_not_contact,
  already_bought,
  declined,
  abandoned_cart,
  late_engagement,
  missing_consent,
};
std::string_view to_text(Guard guard);
std::optional<Guard> guard_from_text(std::string_view text);

// One line on the card: what is to be done, or not, and why.
struct CardItem {
  Guard guard{};
  std::optional<Order> order{};   // ready_to_collect, on_its_way; of a return its id alone
  std::optional<Product> item{};  // already_bought, declined, abandoned_cart
  std::string text{};             // a complaint's or promise's words; a consent's purpose
  std::string subject{};          // Experience::subject of a complaint, promise or return
  std::optional<int> score{};     // detractor, with its scale in `text`
  std::optional<WallTime> due{};  // promise_due
  std::int64_t days = 0;          // late_engagement: they used to come as often as this

  // The fact that it follows from; without a time it follows from what is not there.
  std::optional<WallTime> time{};
  std::string channel{};
  std::string source{};
  bool here = false;  // recorded on this device, not yet confirmed by the centre

  bool operator==(const CardItem&) const = default;
};

// Where somebody's journey has got to.
enum class Stage { contact, acquisition, conversion, retention, loyalty };
std::string_view to_text(Stage stage);

// Where it has come to a halt.
enum class Gap { paid_not_delivered, ready_not_collected, complaint_unanswered };
std::string_view to_text(Gap gap);

struct JourneyGap {
  Gap gap{};
  WallTime since{};
  std::string order_id;  // empty: it is about none
  std::string text;      // a complaint's words

  bool operator==(const JourneyGap&) const = default;
};

// Somebody whose visit goes on while another is served: no more than tells one from another.
struct ParkedVisit {
  Uuid visit;
  std::string initials;  // "A. B."; empty: nothing names them
  WallTime since{};      // when they were put by

  bool operator==(const ParkedVisit&) const = default;
};

// What was recorded for the wrong person before staff said so.
struct RecordedInError {
  Uuid event;
  std::string profile;  // whose it is not
  std::string type;     // "touchpoint.note.added" …
  WallTime time{};

  bool operator==(const RecordedInError&) const = default;
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
  std::string number;  // the loyalty number scanned: shown when nothing else names the person, and
                       // the card of whoever is registered when it is nobody's yet
  std::vector<CardItem> now;
  std::vector<CardItem> do_not;
  std::vector<CardItem> suggest;
  Stage stage = Stage::contact;
  std::vector<JourneyGap> gaps;  // the longest first
  Freshness freshness;
  HubSays hub = HubSays::not_asked;       // unknown
  std::optional<CardQuestion> question;   // asking; shown: what else was scanned
  std::vector<RecordedInError> in_error;  // after "wrong person", until the visit is over
  std::vector<ParkedVisit> parked;        // in any state; whoever was put by first stands first
};

}  // namespace touchpoint
