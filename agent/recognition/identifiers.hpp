// Writes an identifier the one way in which it is compared: what a customer shows at the counter
// and what they typed on the web must become the same text. Pure functions.
//
//   loyalty  trimmed; letters, digits and '-'; leading zeros are part of it
//   order    the same, letters in upper case
//   account, wallet   the token as it is: 1 to 128 printable ASCII characters
//   payment_account   EMV PAR: 29 letters and digits, in upper case
//   email    NFKC, case folded (Unicode 15), one '@' outside of quotes, at most 254 bytes (RFC
//   5321); where
//            a provider delivers several writings into one mailbox, the one without dots or "+shop"
//   phone    E.164 (phone.hpp); without its country code a number is read as one of `country`
#pragma once

#include <string_view>
#include <vector>

#include "core/identifier.hpp"
#include "core/result.hpp"

namespace touchpoint::recognition {

// `refused`, with a sentence that does not repeat the value, when it cannot be of that kind.
Result<Identifier> normalise(IdentifierKind kind, std::string_view value, std::string_view country);

// Everything that the value can mean, the likeliest first: a phone number may be meant with its
// country code or without; an address may be one that the centre has verified. Never empty.
Result<std::vector<Identifier>> readings(IdentifierKind kind, std::string_view value,
                                         std::string_view country);

}  // namespace touchpoint::recognition
