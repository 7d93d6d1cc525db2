// What a scanner says about the symbol it read, and what GS1 wrote into it: AIM symbology
// identifiers (ISO/IEC 15424), GS1 element strings (GS1 General Specifications 7.8) and GS1 Digital
// Link URIs (1.4). Pure.
//
// Which application identifiers there are, how long their values are and what they may hold is a
// table made of GS1's Syntax Dictionary (tables/). Check digits and dates are verified; company
// prefixes, country codes and the like are not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace touchpoint::recognition::gs1 {

// FNC1 as it arrives between element strings: the control character GS.
inline constexpr char kSeparator = '\x1d';

enum class Symbology {
  ean13,  // UPC-A and UPC-E too: scanners send both as thirteen digits
  ean8,
  gs1_128,  // and the composite component of a linear symbol
  databar,
  qr,
  data_matrix,
  dotcode,
  other,  // known to AIM, and of no meaning to GS1
};

struct Symbol {
  Symbology symbology = Symbology::other;
  bool element_strings = false;  // it carries FNC1 in first position: `data` is element strings
  std::string_view data;         // what follows the symbology identifier
};

// Nullopt when `scan` does not begin with a symbology identifier: "]", a letter, a modifier.
std::optional<Symbol> symbol_of(std::string_view scan);

struct Element {
  std::string ai;  // application identifier: 2 to 4 digits
  std::string value;
};

// Element strings, one after the other, without FNC1 in first position. `refused` for an unknown
// application identifier, a value that is too short, too long or of other characters, a wrong check
// digit or no date. Sentences name the application identifier, never a value.
Result<std::vector<Element>> element_strings(std::string_view data);

// "https://example.com/01/09506000134352/10/ABC?17=271231": the elements of path and query, with
// their key first and a GTIN as fourteen digits. `refused` when the URI has no GS1 key, or a bad
// value.
Result<std::vector<Element>> digital_link(std::string_view uri);

// Everything that a symbol carries for GS1: an EAN's digits as its GTIN, a composite component
// after its linear symbol's. Empty for text that is not GS1's; `refused` as above.
Result<std::vector<Element>> read(const Symbol& symbol);

// Modulo 10 with weights 3, 1, 3 … from the right (7.9.1). False for anything but digits.
bool has_check_digit(std::string_view digits);

}  // namespace touchpoint::recognition::gs1
