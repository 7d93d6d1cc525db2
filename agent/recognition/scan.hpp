// What was scanned? ScanReader judges a scanner's text before anything is looked up or written:
// what may not be kept is refused, an article is an article, and the rest says whose identifier it
// could be. Pure; the patterns of loyalty and order numbers come from the configuration, what GS1
// has written into a symbol says itself what it is.
//
// A text that fits both patterns is read as both, and the replica decides: a number that leads to
// two different people is not guessed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/identifier.hpp"
#include "core/result.hpp"

namespace touchpoint::recognition {

struct ScanReading {
  enum class Kind { refused, product, coupon, person, other };
  Kind kind = Kind::other;
  // Without the scanner's terminator and symbology identifier; of a GS1 symbol the number that says
  // what it is: a GTIN-13 (or -14), a coupon's or a service relation's. Empty when refused.
  std::string code;
  std::string reason;                   // refused: "empty", "too_long", "control_characters",
                                        // "not_utf8", "card_number", "tax_code", "health_card",
                                        // "bad_symbol"
  std::vector<Identifier> identifiers;  // person: normalised candidates
};

class ScanReader {
 public:
  // Regular expressions (ECMAScript) that a whole code must match; an empty one matches nothing.
  // `misconfigured` when one does not compile.
  static Result<ScanReader> make(const std::string& loyalty_pattern,
                                 const std::string& order_pattern);
  ~ScanReader();
  ScanReader(ScanReader&&) noexcept;
  ScanReader& operator=(ScanReader&&) noexcept;

  ScanReading read(std::string_view scanned) const;

 private:
  struct Patterns;
  explicit ScanReader(std::unique_ptr<const Patterns> patterns);
  std::unique_ptr<const Patterns> patterns_;
};

// One sentence for whoever scanned it.
std::string_view describe_refusal(std::string_view reason);

// A GTIN-8, -12 or -13 with a right check digit (GS1 General Specifications 7.9) outside of the
// prefixes for restricted circulation, under which stores number their own cards.
bool is_trade_item(std::string_view code);

}  // namespace touchpoint::recognition
