#include "recognition/scan.hpp"

#include <algorithm>
#include <optional>
#include <regex>

#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "recognition/foreign_codes.hpp"
#include "recognition/gs1.hpp"
#include "recognition/identifiers.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kPatternTextMax = 128;  // bytes; std::regex recurses with the text's length
constexpr std::size_t kGiftCardShown = 4;     // characters, as tills print them
constexpr std::ptrdiff_t kPhoneDigitsMin =
    9;  // typed without "+"; shorter ones are cards' or orders'

Result<std::regex> compile(const std::string& pattern) {
  try {
    return std::regex(pattern, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error&) {
    return misconfigured("\"" + pattern + "\" is not a regular expression");
  }
}

std::string reason_of(Forbidden what) {
  switch (what) {
    case Forbidden::card_number:
      return "card_number";
    case Forbidden::tax_code:
      return "tax_code";
    case Forbidden::health_card:
      return "health_card";
  }
  return "card_number";
}

ScanReading refusal(std::string reason) {
  return {.kind = ScanReading::Kind::refused, .code = {}, .reason = std::move(reason), .fits = {}};
}

ScanReading reading_of(ScanReading::Kind kind, std::string_view code, std::vector<Fit> fits = {}) {
  return {.kind = kind, .code = std::string(code), .reason = {}, .fits = std::move(fits)};
}

// A GTIN-13 where it has no packaging level, as is_trade_item() and tills write it.
std::string_view without_level(std::string_view gtin) {
  return gtin.starts_with('0') ? gtin.substr(1) : gtin;
}

// What the elements say first counts: a coupon for an article is a coupon.
ScanReading judge_gs1(const std::vector<gs1::Element>& elements) {
  using Kind = ScanReading::Kind;
  for (const auto& [ai, value] : elements) {
    if (gs1::has_check_digit(value)) continue;  // GS1's own number, however much like another
    if (const auto what = find_forbidden(value)) return refusal(reason_of(*what));
  }
  for (const auto& [ai, value] : elements) {
    if (ai == "255" || ai == "8110" || ai == "8112") {
      return reading_of(Kind::thing, value, {{Namespace::coupon}});
    }
    if (ai == "01" || ai == "02" || ai == "8006") {
      return reading_of(Kind::product, without_level(std::string_view(value).substr(0, 14)));
    }
    if (ai == "8018") {  // the recipient of a service relation: a member's card
      return reading_of(Kind::person, value,
                        {{Namespace::loyalty, {{IdentifierKind::loyalty, value}}}});
    }
  }
  return reading_of(Kind::other, elements.front().value);
}

}  // namespace

std::vector<Identifier> ScanReading::identifiers() const {
  std::vector<Identifier> all;
  for (const auto& fit : fits) {
    for (const auto& identifier : fit.identifiers) {
      if (std::ranges::find(all, identifier) == all.end()) all.push_back(identifier);
    }
  }
  return all;
}

bool ScanReading::fits_in(Namespace name) const {
  return std::ranges::find(fits, name, &Fit::name) != fits.end();
}

std::string kept_code(const ScanReading& reading) {
  if (!reading.fits_in(Namespace::gift_card)) return reading.code;
  if (reading.code.size() <= kGiftCardShown) return "…";
  // On a character's boundary: what stands after an ASCII pattern's text may be anything.
  auto from = reading.code.size() - kGiftCardShown;
  while (from < reading.code.size() &&
         (static_cast<unsigned char>(reading.code[from]) & 0xc0U) == 0x80U)
    ++from;
  return "…" + reading.code.substr(from);
}

struct ScanReader::Patterns {
  struct Compiled {
    Namespace name{};
    std::regex pattern;
    std::vector<std::string> symbologies;
  };
  std::vector<Compiled> all;
  std::string country;

  std::optional<Fit> fit(const Compiled& rule, const std::string& code, char symbology) const;
  void add_typed(std::string_view code, std::vector<Fit>& fits) const;
  ScanReading judge(std::string_view code, char symbology, bool typed) const;
};

std::optional<Fit> ScanReader::Patterns::fit(const Compiled& rule, const std::string& code,
                                             char symbology) const {
  const bool carried =
      rule.symbologies.empty() || symbology == 0 ||
      std::ranges::find(rule.symbologies, std::string(1, symbology)) != rule.symbologies.end();
  std::smatch groups;
  if (!carried || !std::regex_match(code, groups, rule.pattern)) return std::nullopt;
  Fit fit{.name = rule.name, .identifiers = {}};
  const auto kind = identifier_kind_of(rule.name);
  if (!kind) return fit;
  const bool inner = rule.name == Namespace::receipt && groups.size() > 1 && groups[1].matched;
  auto identifier = normalise(*kind, inner ? groups[1].str() : code, country);
  if (identifier) {
    fit.identifiers.push_back(std::move(identifier).value());
  } else if (!is_thing(rule.name)) {
    return std::nullopt;  // it looks like one and cannot be compared with any
  }
  return fit;
}

// Staff type what customers say: an address has an "@", a phone number a "+" or its nine digits.
void ScanReader::Patterns::add_typed(std::string_view code, std::vector<Fit>& fits) const {
  const auto add = [&](Namespace name, IdentifierKind kind) {
    auto read = readings(kind, code, country);
    if (read) fits.push_back({name, std::move(read).value()});
  };
  if (code.find('@') != std::string_view::npos) return add(Namespace::email, IdentifierKind::email);
  const auto digits = std::ranges::count_if(code, [](char c) { return c >= '0' && c <= '9'; });
  if (code.starts_with('+') || digits >= kPhoneDigitsMin) {
    add(Namespace::phone, IdentifierKind::phone);
  }
}

// A text that is none of GS1's. `symbology` 0: the scanner does not say.
ScanReading ScanReader::Patterns::judge(std::string_view code, char symbology, bool typed) const {
  using Kind = ScanReading::Kind;
  if (const auto what = find_forbidden(code)) return refusal(reason_of(*what));
  if (is_programming_code(code)) return refusal("programming_code");
  auto reading = reading_of(is_trade_item(code) ? Kind::product : Kind::other, code);
  if (reading.kind == Kind::product || code.size() > kPatternTextMax) return reading;
  for (const auto& rule : all) {
    if (auto found = fit(rule, reading.code, symbology)) reading.fits.push_back(std::move(*found));
  }
  if (typed) add_typed(code, reading.fits);
  if (reading.fits.empty()) {
    // Only of what is nobody's here: a shop may number in eight characters, too.
    if (country == "IT" && is_lottery_code(code, typed)) return refusal("lottery_code");
  } else if (reading.fits.size() > 1) {
    reading.kind = Kind::several;
  } else {
    reading.kind = is_thing(reading.fits.front().name) ? Kind::thing : Kind::person;
  }
  return reading;
}

ScanReader::ScanReader(std::unique_ptr<const Patterns> patterns) : patterns_(std::move(patterns)) {}
ScanReader::~ScanReader() = default;
ScanReader::ScanReader(ScanReader&&) noexcept = default;
ScanReader& ScanReader::operator=(ScanReader&&) noexcept = default;

Result<ScanReader> ScanReader::make(const Rules& rules) {
  auto patterns = std::make_unique<Patterns>();
  patterns->country = rules.country;
  for (const auto& rule : rules.namespaces) {
    if (rule.pattern.empty()) continue;
    TP_TRY(auto compiled, compile(rule.pattern));
    patterns->all.push_back({rule.name, std::move(compiled), rule.symbologies});
  }
  return ScanReader{std::move(patterns)};
}

Result<ScanReader> ScanReader::make(const std::string& loyalty_pattern,
                                    const std::string& order_pattern) {
  return make(Rules{.namespaces = {{.name = Namespace::loyalty, .pattern = loyalty_pattern},
                                   {.name = Namespace::order, .pattern = order_pattern}}});
}

ScanReading ScanReader::read(std::string_view scanned, bool typed) const {
  while (!scanned.empty() &&
         std::string_view("\r\n\t").find(scanned.back()) != std::string_view::npos) {
    scanned.remove_suffix(1);  // what scanners send as "enter"
  }
  if (scanned.size() > limits::kScanMax) return refusal("too_long");
  if (!is_utf8(scanned)) return refusal("not_utf8");
  char symbology = 0;
  if (const auto symbol = gs1::symbol_of(scanned)) {
    symbology = scanned[1];
    const auto elements = gs1::read(*symbol);
    const std::size_t digits = symbol->symbology == gs1::Symbology::ean13  ? 13
                               : symbol->symbology == gs1::Symbology::ean8 ? 8
                                                                           : 0;
    // An EAN under the prefixes for restricted circulation is the shop's own number.
    const bool own = digits > 0 && !is_trade_item(symbol->data.substr(0, digits));
    if (elements && !elements.value().empty() && !own) return judge_gs1(elements.value());
    // A link that is not GS1's is a text like any other.
    if (!elements && symbol->symbology != gs1::Symbology::qr) return refusal("bad_symbol");
    scanned = symbol->data;
  }
  if (has_control_characters(scanned)) return refusal("control_characters");
  const auto code = trimmed(scanned);
  if (code.empty()) return refusal("empty");
  return patterns_->judge(code, symbology, typed);
}

std::string_view describe_refusal(std::string_view reason) {
  if (reason == "empty") return "the scan is empty";
  if (reason == "too_long") return "the scan is longer than 4 KiB and was not kept";
  if (reason == "not_utf8") return "the scan is not text and was not kept";
  if (reason == "control_characters") {
    return "the scan holds control characters and was not kept";
  }
  if (reason == "card_number") return "this is a payment card number; it was not kept";
  if (reason == "tax_code") return "this is a tax code; it was not kept";
  if (reason == "health_card") return "this is a health card; it was not kept";
  if (reason == "programming_code") {
    return "this is a code that programs scanners; it was not kept";
  }
  if (reason == "lottery_code") return "this is a receipt-lottery code; it was not kept";
  if (reason == "bad_symbol") return "the scanner misread this code; scan it again";
  return "the scan was not kept";
}

bool is_trade_item(std::string_view code) {
  if (code.size() != 8 && code.size() != 12 && code.size() != 13) return false;
  if (!gs1::has_check_digit(code)) return false;
  // Restricted circulation: 20–29 and 04 in GTIN-13, 2 and 4 in GTIN-12, 0 and 2 in GTIN-8.
  switch (code.size()) {
    case 13:
      return code[0] != '2' && !code.starts_with("04") && !code.starts_with("02");
    case 12:
      return code[0] != '2' && code[0] != '4';
    default:
      return code[0] != '0' && code[0] != '2';
  }
}

}  // namespace touchpoint::recognition
