// A visit at a counter as a state machine, written as a table: state, input, next state. Pure.
// What must happen on the way (record, look up, show) is counter.hpp's.
#pragma once

#include <optional>

#include "core/card.hpp"

namespace touchpoint::counter {

enum class VisitInput {
  person_scanned,   // a code that may be somebody's
  person_chosen,    // staff picked somebody who said who they are
  product_scanned,  // an article, a gift card, a coupon: never changes the person
  receipt_scanned,  // says whose it is where nobody is there yet
  scan_refused,     // a code that may not be kept
  person_found,
  person_not_found,
  hub_answered,     // … and does not know them, or could not be asked
  question_raised,  // staff are asked what it is, or whether it is they
  thing_named,      // … and it was a thing
  parked,           // staff put the customer by, who comes back
  returned,         // … and has come back
  let_go,           // it was the wrong person
  closed,           // by staff, or by time
};

struct VisitStep {
  CardState next{};
  bool new_card = false;  // false: what is on the screen stays there
  bool parks = false;     // whoever was on the screen is put by until they come back
};

// nullopt: this input means nothing in this state and is passed over (an answer that comes after
// its visit was closed).
std::optional<VisitStep> next_step(CardState state, VisitInput input);

}  // namespace touchpoint::counter
