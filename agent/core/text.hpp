// Small questions about text that many modules ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace touchpoint {

// Names of stores, devices and touchpoints: 1 to 64 of a-z, 0-9 and '-', no '-' at an end.
bool is_slug(std::string_view text);

// Types of events: "touchpoint.<noun>.<verb>" of a-z, 0-9 and '_', at most 64 bytes.
bool is_event_type(std::string_view text);

bool is_utf8(std::string_view text);
bool has_control_characters(std::string_view text);  // C0, DEL and C1

std::size_t character_count(std::string_view text);       // code points of UTF-8
std::string_view first_character(std::string_view text);  // … the first; empty: there is none

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Decimal digits and nothing else, no sign either; nullopt also for more than 64 bits hold.
std::optional<std::int64_t> whole_number(std::string_view text);

std::string_view trimmed(std::string_view text);  // without ASCII white space at the ends

// `text` between JSON quotes, with what RFC 8259 section 7 says must be escaped.
std::string json_quoted(std::string_view text);

// The candidate that is nearest to `word` by edit distance, when it is near enough to be meant.
std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& candidates);

}  // namespace touchpoint
