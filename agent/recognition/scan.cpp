#include "recognition/scan.hpp"

#include <algorithm>
#include <regex>

#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "recognition/gs1.hpp"
#include "recognition/identifiers.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kPatternTextMax = 64;  // bytes; std::regex recurses with the text's length

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
  return {.kind = ScanReading::Kind::refused,
          .code = {},
          .reason = std::move(reason),
          .identifiers = {}};
}

ScanReading reading_of(ScanReading::Kind kind, std::string_view code) {
  return {.kind = kind, .code = std::string(code), .reason = {}, .identifiers = {}};
}

// A GTIN-13 where it has no packaging level, as is_trade_item() and tills write it.
std::string_view without_level(std::string_view gtin) {
  return gtin.starts_with('0') ? gtin.substr(1) : gtin;
}

// What the elements say first counts: a coupon for an article is a coupon.
ScanReading judge(const std::vector<gs1::Element>& elements) {
  using Kind = ScanReading::Kind;
  for (const auto& [ai, value] : elements) {
    if (gs1::has_check_digit(value)) continue;  // GS1's own number, however much like another
    if (const auto what = find_forbidden(value)) return refusal(reason_of(*what));
  }
  for (const auto& [ai, value] : elements) {
    if (ai == "255" || ai == "8110" || ai == "8112") return reading_of(Kind::coupon, value);
    if (ai == "01" || ai == "02" || ai == "8006") {
      return reading_of(Kind::product, without_level(std::string_view(value).substr(0, 14)));
    }
    if (ai == "8018") {  // the recipient of a service relation: a member's card
      auto reading = reading_of(Kind::person, value);
      reading.identifiers.push_back({IdentifierKind::loyalty, value});
      return reading;
    }
  }
  return reading_of(Kind::other, elements.front().value);
}

}  // namespace

struct ScanReader::Patterns {
  std::regex loyalty;
  std::regex order;
  bool has_loyalty;
  bool has_order;
};

ScanReader::ScanReader(std::unique_ptr<const Patterns> patterns) : patterns_(std::move(patterns)) {}
ScanReader::~ScanReader() = default;
ScanReader::ScanReader(ScanReader&&) noexcept = default;
ScanReader& ScanReader::operator=(ScanReader&&) noexcept = default;

Result<ScanReader> ScanReader::make(const std::string& loyalty_pattern,
                                    const std::string& order_pattern) {
  TP_TRY(auto loyalty, compile(loyalty_pattern));
  TP_TRY(auto order, compile(order_pattern));
  return ScanReader{std::unique_ptr<const Patterns>(new Patterns{
      std::move(loyalty), std::move(order), !loyalty_pattern.empty(), !order_pattern.empty()})};
}

ScanReading ScanReader::read(std::string_view scanned) const {
  while (!scanned.empty() &&
         std::string_view("\r\n\t").find(scanned.back()) != std::string_view::npos) {
    scanned.remove_suffix(1);  // what scanners send as "enter"
  }
  if (scanned.size() > limits::kScanMax) return refusal("too_long");
  if (!is_utf8(scanned)) return refusal("not_utf8");
  if (const auto symbol = gs1::symbol_of(scanned)) {
    const auto elements = gs1::read(*symbol);
    if (elements && !elements.value().empty()) return judge(elements.value());
    // A link that is not GS1's is a text like any other.
    if (!elements && symbol->symbology != gs1::Symbology::qr) return refusal("bad_symbol");
    scanned = symbol->data;
  }
  if (has_control_characters(scanned)) return refusal("control_characters");
  const auto code = trimmed(scanned);
  if (code.empty()) return refusal("empty");
  if (const auto what = find_forbidden(code)) return refusal(reason_of(*what));

  ScanReading reading;
  reading.code = std::string(code);
  if (is_trade_item(code)) {
    reading.kind = ScanReading::Kind::product;
    return reading;
  }
  if (code.size() > kPatternTextMax) return reading;
  const auto try_as = [&](IdentifierKind kind, const std::regex& pattern) {
    if (!std::regex_match(reading.code, pattern)) return;
    if (auto identifier = normalise(kind, code, {})) {
      reading.identifiers.push_back(std::move(identifier).value());
    }
  };
  if (patterns_->has_loyalty) try_as(IdentifierKind::loyalty, patterns_->loyalty);
  if (patterns_->has_order) try_as(IdentifierKind::order, patterns_->order);
  if (!reading.identifiers.empty()) reading.kind = ScanReading::Kind::person;
  return reading;
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
