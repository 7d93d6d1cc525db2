// Finds what must never be stored, wherever people or scanners put it: payment card numbers, health
// cards, tax codes. Every entrance asks before anything is written or logged.
#pragma once

#include <optional>
#include <string_view>

namespace touchpoint {

enum class Forbidden {
  card_number,  // 13 to 19 digits, an issuer's prefix (ISO/IEC 7812) and a Luhn check digit
  tax_code,     // codice fiscale: 16 characters with its check character (DM 12 March 1974)
  health_card,  // tessera sanitaria: 20 digits that begin with 80380 (issuer 380, Italy)
};

// "a payment card number", for a sentence: "this looks like … and is not kept".
std::string_view describe(Forbidden what);

// The first forbidden thing in `text`; digits may be grouped by single spaces or dashes.
std::optional<Forbidden> find_forbidden(std::string_view text);

// A bank account (IBAN, ISO 13616) in what a customer types at a kiosk: nobody has asked for one
// there. Staff may need one for a refund.
bool holds_iban(std::string_view text);

}  // namespace touchpoint
