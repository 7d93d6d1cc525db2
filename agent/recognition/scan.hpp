// What was scanned? ScanReader judges a scanner's text before anything is looked up or written:
// what may not be kept is refused, an article is an article, and the rest says to which of the
// shop's namespaces it could belong. Pure; which texts belong where comes from the configuration,
// what GS1 has written into a symbol says itself what it is.
//
// A text that fits several namespaces is `several`, with all of them: whoever asks the replica may
// find that only one leads to somebody; else a person is asked, and nothing is guessed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/identifier.hpp"
#include "core/result.hpp"
#include "recognition/namespaces.hpp"

namespace touchpoint::recognition {

// A namespace that a code fits, and what it is looked up as there; none for a gift card or a
// coupon.
struct Fit {
  Namespace name{};
  std::vector<Identifier> identifiers{};
};

struct ScanReading {
  enum class Kind {
    refused,
    product,
    thing,   // a gift card, a coupon or a receipt: fits.front()
    person,  // a card, an order, a pass …: fits.front()
    several,
    other,
  };
  Kind kind = Kind::other;
  // Without the scanner's terminator and symbology identifier; of a GS1 symbol the number that says
  // what it is: a GTIN-13 (or -14), a coupon's or a service relation's. Empty when refused.
  std::string code;
  std::string reason;  // refused: "empty", "too_long", "control_characters", "not_utf8",
                       // "card_number", "tax_code", "health_card", "bad_symbol",
                       // "programming_code", "lottery_code"
  std::vector<Fit> fits;

  // Of all fits together, in their order.
  std::vector<Identifier> identifiers() const;
  bool fits_in(Namespace name) const;
};

// What may be written down of the code: of a gift card, or what may be one, the last four.
std::string kept_code(const ScanReading& reading);

class ScanReader {
 public:
  // `misconfigured` when a pattern does not compile.
  static Result<ScanReader> make(const Rules& rules);
  // Loyalty and order numbers alone.
  static Result<ScanReader> make(const std::string& loyalty_pattern,
                                 const std::string& order_pattern);
  ~ScanReader();
  ScanReader(ScanReader&&) noexcept;
  ScanReader& operator=(ScanReader&&) noexcept;

  // `typed` by staff, who also type addresses and phone numbers.
  ScanReading read(std::string_view scanned, bool typed = false) const;

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
