// Whether two patterns can fit the same text, and whether everything that one fits fits the other:
// decided, not tried. Pure.
//
// Both are turned into automata over ASCII and walked together. Understood are characters, ".",
// classes, \d \w \s, groups, "|", "?", "*", "+", "{2,5}" and anchors at the ends; a pattern with
// anything else (a back reference, a look ahead), or one that is too large, gets no answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace touchpoint::config {

struct Overlap {
  bool some = false;    // there is a text that fits both
  bool all = false;     // and every text of the first fits the second
  std::string example;  // the shortest that fits both
};

std::optional<Overlap> overlap_of(std::string_view first, std::string_view second);

}  // namespace touchpoint::config
