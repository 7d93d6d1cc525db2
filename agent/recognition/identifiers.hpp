// Writes an identifier the one way in which it is compared: what a customer shows at the counter
// and what they typed on the web must become the same text. Pure functions.
//
//   loyalty  trimmed; letters, digits and '-'; leading zeros are part of it
//   order    the same, letters in upper case
//   email    NFKC, case folded (Unicode 15), one '@', at most 254 bytes (RFC 5321)
//   phone    E.164: '+' (or 00) and 8 to 15 digits; spaces, dots, dashes, brackets are dropped
//
// A phone number without its country code is refused: guessing the country would recognise the
// wrong person sooner or later.
#pragma once

#include <string_view>

#include "core/identifier.hpp"
#include "core/result.hpp"

namespace touchpoint::recognition {

// `refused`, with a sentence that does not repeat the value, when it cannot be of that kind.
Result<Identifier> normalise(IdentifierKind kind, std::string_view value);

}  // namespace touchpoint::recognition
