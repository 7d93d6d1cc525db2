// Which PINs may not be chosen: those that a person who guesses tries first. With ten tries before
// an account is disabled, a guess must be no better than chance.
#pragma once

#include <optional>
#include <string_view>

namespace touchpoint {

// limits::kPinMin to kPinMax digits; says nothing about how good it is.
bool is_pin(std::string_view text);

// Why this PIN is not good enough, as the end of "the PIN …"; nullopt when it is.
std::optional<std::string_view> pin_weakness(std::string_view pin);

}  // namespace touchpoint
