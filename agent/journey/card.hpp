// Turns what the replica found into what staff need to see: what is to be done now, what is not to
// be done, what may be suggested (guards.hpp), the timeline, and where the journey has got to
// (gaps.hpp). Pure: time and rows come in as arguments.
#pragma once

#include <string>

#include "core/card.hpp"
#include "journey/gaps.hpp"
#include "journey/guards.hpp"

namespace touchpoint::journey {

struct CardContext {
  std::string touchpoint;
  std::string store;  // orders to collect elsewhere are not this counter's business
  Uuid visit;
  WallTime scanned_at{};
  WallTime now{};
  std::string number;  // the loyalty number that was scanned, if it was one
  GuardSettings guards{};
  JourneySettings journey{};
};

// A card in state `shown` or, when nobody was found, `unknown`.
Card make_card(Finding finding, const CardContext& context);

}  // namespace touchpoint::journey
