// The patterns in which numbering plans are written: digits, \d, [2-9], (groups), (?:…), |, ?, {7},
// {6,8} and $. Read as they stand, without compiling: there are hundreds, and a store asks one or
// two. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace touchpoint::recognition {

struct PatternMatch {
  std::size_t length = 0;                    // of what matched, from the start of the text
  std::array<std::string_view, 2> groups{};  // what the first two (groups) took; empty when nothing
};

// The first match from the text's start as a backtracking regular expression finds it: alternatives
// in their order, repetitions as long as they can be.
std::optional<PatternMatch> match_start(std::string_view pattern, std::string_view text);

// Whether the pattern can match all of the text.
bool matches_whole(std::string_view pattern, std::string_view text);

}  // namespace touchpoint::recognition
