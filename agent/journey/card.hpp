// Turns what the replica found into what staff need to see: what is to be done now, what is not to
// be done, and the timeline. Pure: time and rows come in as arguments.
//
// Guards (the "do not" list):
//   contact  no consent to marketing is on record: do not offer to write or call
//   offer    bought within the last 60 days, newest first, at most three articles
#pragma once

#include <string>

#include "core/card.hpp"

namespace touchpoint::journey {

struct CardContext {
  std::string touchpoint;
  std::string store;  // orders to collect elsewhere are not this counter's business
  Uuid visit;
  WallTime scanned_at{};
  WallTime now{};
  std::string number;  // the loyalty number that was scanned, if it was one
};

// A card in state `shown` or, when nobody was found, `unknown`.
Card make_card(Finding finding, const CardContext& context);

}  // namespace touchpoint::journey
