#include "recognition/gs1.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "core/text.hpp"

namespace touchpoint::recognition::gs1 {
namespace {

struct Definition {
  std::string_view first;
  std::string_view last;
  std::string_view format;  // the dictionary's: "N13,csum,gcppos1 [X..17]"
  bool predefined_length;   // no separator is needed after it
  bool key;                 // a Digital Link may begin with it
};

constexpr auto kDefinitions = std::to_array<Definition>({
#include "recognition/tables/gs1_application_identifiers.inc"
});

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

const Definition* find(std::string_view ai) {
  const auto found = std::ranges::find_if(kDefinitions, [&](const Definition& each) {
    return each.first.size() == ai.size() && each.first <= ai && ai <= each.last;
  });
  return found == kDefinitions.end() ? nullptr : &*found;
}

// The table has no identifier that begins another, so the first that fits is the one.
const Definition* find_at_start(std::string_view data, std::size_t& length) {
  for (length = 2; length <= 4 && length <= data.size(); ++length) {
    if (!all_digits(data.substr(0, length))) return nullptr;
    if (const auto* const found = find(data.substr(0, length))) return found;
  }
  return nullptr;
}

// --- formats ------------------------------------------------------------------------------------

// "[X..17],linter": one part of a value.
struct Component {
  char characters = 'X';  // N digits, X GS1's set 82, Y set 39, Z base64url
  std::size_t shortest = 0;
  std::size_t longest = 0;
  bool optional = false;
  std::string_view rules;  // ",csum,gcppos1"
};

std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Component take_component(std::string_view& format) {
  const auto end = std::min(format.find(' '), format.size());
  auto text = format.substr(0, end);
  format.remove_prefix(std::min(end + 1, format.size()));
  Component component;
  const auto comma = std::min(text.find(','), text.size());
  component.rules = text.substr(comma);
  text = text.substr(0, comma);
  if (text.starts_with('[')) {
    component.optional = true;
    text = text.substr(1, text.size() - 2);
  }
  component.characters = text.front();
  text.remove_prefix(1);
  const bool variable = text.starts_with("..");
  if (variable) text.remove_prefix(2);
  component.longest = number(text);
  component.shortest = variable ? 1 : component.longest;
  return component;
}

std::size_t length_of(const Definition& definition) {
  std::size_t length = 0;
  for (auto format = definition.format; !format.empty();)
    length += take_component(format).longest;
  return length;
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool holds(char characters, char c) {
  switch (characters) {
    case 'N':
      return is_digit(c);
    case 'Y':
      return is_digit(c) || (c >= 'A' && c <= 'Z') || c == '#' || c == '-' || c == '/';
    case 'Z':
      return is_digit(c) || is_letter(c) || c == '-' || c == '_' || c == '=';
    default:
      return is_digit(c) || is_letter(c) ||
             std::string_view("!\"%&'()*+,-./:;<=>?_").find(c) != std::string_view::npos;
  }
}

// YYMMDD or YYYYMMDD; the day may be 00, "some day of that month", where `day_may_be_missing`.
bool is_date(std::string_view digits, bool day_may_be_missing) {
  const auto year = number(digits.substr(0, digits.size() - 4));
  const auto month = number(digits.substr(digits.size() - 4, 2));
  const auto day = number(digits.substr(digits.size() - 2));
  if (day == 0) return day_may_be_missing && month >= 1 && month <= 12;
  const std::chrono::year whole{static_cast<int>(digits.size() == 6 ? 2000 + year : year)};
  return std::chrono::year_month_day{whole, std::chrono::month{static_cast<unsigned>(month)},
                                     std::chrono::day{static_cast<unsigned>(day)}}
      .ok();
}

Result<void> check(std::string_view ai, std::string_view part, const Component& component) {
  const auto element = [&] { return "the GS1 element (" + std::string(ai) + ") "; };
  for (auto rules = component.rules; !rules.empty();) {
    const auto end = std::min(rules.find(',', 1), rules.size());
    const auto rule = rules.substr(1, end - 1);
    rules.remove_prefix(end);
    if (rule == "csum" && !has_check_digit(part)) {
      return refused(element() + "has a wrong check digit");
    }
    const bool date = rule == "yymmdd" || rule == "yymmd0" || rule == "yyyymmdd";
    if (date && !is_date(part, rule == "yymmd0")) return refused(element() + "is no date");
  }
  return success();
}

Result<void> check(const Definition& definition, std::string_view ai, std::string_view value) {
  auto left = value;
  for (auto format = definition.format; !format.empty();) {
    const auto component = take_component(format);
    if (left.empty() && component.optional) break;
    const auto part = left.substr(0, component.longest);
    if (part.size() < component.shortest) {
      return refused("the GS1 element (" + std::string(ai) + ") is too short");
    }
    if (!std::ranges::all_of(part, [&](char c) { return holds(component.characters, c); })) {
      return refused("the GS1 element (" + std::string(ai) +
                     ") holds other characters than it may");
    }
    TP_CHECK(check(ai, part, component));
    left.remove_prefix(part.size());
  }
  if (!left.empty()) return refused("the GS1 element (" + std::string(ai) + ") is too long");
  return success();
}

// --- Digital Link -------------------------------------------------------------------------------

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// RFC 3986 section 2.1; what is no escape stays as it is.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      plain.push_back(static_cast<char>(value));
      i += 2;
    } else {
      plain.push_back(text[i]);
    }
  }
  return plain;
}

Result<void> add_linked(std::vector<Element>& elements, std::string_view ai,
                        std::string_view written) {
  const auto* const definition = find(ai);
  if (definition == nullptr) {
    return refused("the GS1 Digital Link has an unknown application identifier");
  }
  auto value = unescaped(written);
  if (ai == "01" && value.size() < 14) value.insert(0, 14 - value.size(), '0');
  TP_CHECK(check(*definition, ai, value));
  elements.push_back({std::string(ai), std::move(value)});
  return success();
}

bool starts_with_scheme(std::string_view uri, std::string_view scheme) {
  return uri.size() > scheme.size() &&
         std::ranges::equal(uri.substr(0, scheme.size()), scheme,
                            [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

bool is_web_link(std::string_view text) {
  return starts_with_scheme(text, "https://") || starts_with_scheme(text, "http://");
}

}  // namespace

bool has_check_digit(std::string_view digits) {
  if (digits.empty() || !all_digits(digits)) return false;
  int sum = 0;
  int weight = 1;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it) {
    sum += (*it - '0') * weight;
    weight = 4 - weight;
  }
  return sum % 10 == 0;
}

std::optional<Symbol> symbol_of(std::string_view scan) {
  if (scan.size() < 3 || scan[0] != ']' || !is_letter(scan[1])) return std::nullopt;
  const char code = scan[1];
  const char modifier = scan[2];
  if (!is_digit(modifier) && !is_letter(modifier)) return std::nullopt;
  Symbol symbol{.data = scan.substr(3)};
  const auto is = [&](Symbology symbology, bool element_strings) {
    symbol.symbology = symbology;
    symbol.element_strings = element_strings;
    return symbol;
  };
  switch (code) {
    case 'E':
      if (modifier == '0' || modifier == '3') return is(Symbology::ean13, false);
      return modifier == '4' ? is(Symbology::ean8, false) : symbol;
    case 'C':
      return modifier == '1' ? is(Symbology::gs1_128, true) : symbol;
    case 'e':
      return is(Symbology::databar, true);
    case 'Q':
      return is(Symbology::qr, modifier == '3');
    case 'd':
      return is(Symbology::data_matrix, modifier == '2');
    case 'J':
      return is(Symbology::dotcode, modifier == '1');
    default:
      return symbol;
  }
}

Result<std::vector<Element>> element_strings(std::string_view data) {
  std::vector<Element> elements;
  while (!data.empty()) {
    std::size_t length = 0;
    const auto* const definition = find_at_start(data, length);
    if (definition == nullptr) {
      return refused("the GS1 symbol has an unknown application identifier");
    }
    const auto ai = data.substr(0, length);
    data.remove_prefix(length);
    auto end = std::min(data.find(kSeparator), data.size());
    if (definition->predefined_length) end = std::min(end, length_of(*definition));
    const auto value = data.substr(0, end);
    TP_CHECK(check(*definition, ai, value));
    elements.push_back({std::string(ai), std::string(value)});
    data.remove_prefix(end);
    if (data.starts_with(kSeparator)) data.remove_prefix(1);
  }
  if (elements.empty()) return refused("the GS1 symbol is empty");
  return elements;
}

Result<std::vector<Element>> digital_link(std::string_view uri) {
  const auto nothing = [] { return refused("the link is no GS1 Digital Link"); };
  if (!is_web_link(uri)) return nothing();
  uri.remove_prefix(uri.find("//") + 2);
  uri = uri.substr(0, uri.find('#'));
  const auto question = std::min(uri.find('?'), uri.size());
  const auto path = split(uri.substr(0, question), '/');  // the host is the first
  std::vector<Element> elements;
  // Custom path segments may stand before the key; the key is the last from which pairs lead to the
  // end.
  for (std::size_t at = path.size(); at-- > 1;) {
    const auto* const definition = find(path[at]);
    if (definition == nullptr || !definition->key || (path.size() - at) % 2 != 0) continue;
    for (std::size_t i = at; i + 1 < path.size(); i += 2) {
      TP_CHECK(add_linked(elements, path[i], path[i + 1]));
    }
    break;
  }
  if (elements.empty()) return nothing();
  if (question < uri.size()) {
    for (const auto pair : split(uri.substr(question + 1), '&')) {
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos || equals < 2 || !all_digits(pair.substr(0, equals))) {
        continue;  // not GS1's
      }
      TP_CHECK(add_linked(elements, pair.substr(0, equals), pair.substr(equals + 1)));
    }
  }
  return elements;
}

Result<std::vector<Element>> read(const Symbol& symbol) {
  if (symbol.symbology == Symbology::ean13 || symbol.symbology == Symbology::ean8) {
    const auto bar = symbol.data.find('|');
    const auto digits = symbol.data.substr(0, bar);
    const std::size_t length = symbol.symbology == Symbology::ean13 ? 13 : 8;
    if (digits.size() != length) {
      return refused("the article's number does not have " + std::to_string(length) + " digits");
    }
    if (!has_check_digit(digits)) return refused("the article's number has a wrong check digit");
    std::vector<Element> elements{{"01", std::string(14 - length, '0') + std::string(digits)}};
    if (bar == std::string_view::npos) return elements;
    const auto composite = symbol_of(symbol.data.substr(bar + 1));
    if (!composite || !composite->element_strings) {
      return refused("the symbol's composite component is none of GS1's");
    }
    TP_TRY(auto more, element_strings(composite->data));
    std::ranges::move(more, std::back_inserter(elements));
    return elements;
  }
  if (symbol.element_strings) return element_strings(symbol.data);
  if (symbol.symbology != Symbology::other && is_web_link(symbol.data)) {
    return digital_link(symbol.data);
  }
  return std::vector<Element>{};
}

}  // namespace touchpoint::recognition::gs1
