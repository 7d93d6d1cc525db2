#include "core/redaction.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/text.hpp"

namespace touchpoint {
namespace {

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it) {
    int value = *it - '0';
    if (twice) value = value > 4 ? 2 * value - 9 : 2 * value;
    sum += value;
    twice = !twice;
  }
  return sum % 10 == 0;
}

bool has_issuer_prefix(std::string_view digits) {
  const auto prefix = [&](std::size_t length) {
    int value = 0;
    for (std::size_t i = 0; i < length; ++i)
      value = value * 10 + (digits[i] - '0');
    return value;
  };
  const auto length = digits.size();
  const int two = prefix(2);
  const int four = prefix(4);
  if (digits[0] == '4') return length == 13 || length == 16 || length == 19;  // Visa
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))
    return length == 16;                            // Mastercard
  if (two == 34 || two == 37) return length == 15;  // American Express
  if (two == 36 || two == 38 || two == 39 || (prefix(3) >= 300 && prefix(3) <= 305)) {
    return length == 14 || length >= 16;  // Diners
  }
  if (four == 6011 || two == 65 || (prefix(3) >= 644 && prefix(3) <= 649)) return length >= 16;
  if (four >= 3528 && four <= 3589) return length >= 16;                        // JCB
  if (two == 62 || two == 81) return length >= 16;                              // UnionPay
  if (two == 50 || (two >= 56 && two <= 58) || two == 67) return length >= 13;  // Maestro
  return false;
}

// EAN/UPC numbers also have 13 digits and one in ten passes Luhn; a 13-digit Visa has not been
// issued for decades, so a number with a right EAN check digit is taken for the article that it is.
bool is_ean13(std::string_view digits) {
  if (digits.size() != 13) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 13; ++i)
    sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return sum % 10 == 0;
}

bool is_card_number(std::string_view digits) {
  return digits.size() >= 13 && digits.size() <= 19 && has_issuer_prefix(digits) &&
         passes_luhn(digits) && !is_ean13(digits);
}

// ISO 7064 MOD 97-10: the country and the check digits go behind the rest, letters count from 10.
int remainder_of(std::string_view iban) {
  int remainder = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    remainder =
        is_digit(c) ? (remainder * 10 + (c - '0')) % 97 : (remainder * 100 + (c - 'A' + 10)) % 97;
  }
  return remainder;
}

bool is_health_card(std::string_view digits) {
  return digits.size() == 20 && digits.starts_with("80380");
}

// The digits at `at` as people group them, with single spaces or dashes between; moves past them.
std::vector<std::string_view> digit_groups(std::string_view text, std::size_t& at) {
  std::vector<std::string_view> groups;
  while (true) {
    const auto begin = at;
    while (at < text.size() && is_digit(text[at]))
      ++at;
    groups.push_back(text.substr(begin, at - begin));
    const bool goes_on =
        at + 1 < text.size() && (text[at] == ' ' || text[at] == '-') && is_digit(text[at + 1]);
    if (!goes_on) return groups;
    ++at;
  }
}

// Every run of neighbouring groups: "2 x 4111 1111 1111 1111 12" holds a card number, although all
// the digits together are none.
std::optional<Forbidden> forbidden_number(const std::vector<std::string_view>& groups) {
  constexpr std::size_t kLongest = 20;  // digits, of a health card
  for (std::size_t first = 0; first < groups.size(); ++first) {
    std::string digits;
    for (std::size_t last = first; last < groups.size(); ++last) {
      if (digits.size() + groups[last].size() > kLongest) break;
      digits += groups[last];
      if (is_card_number(digits)) return Forbidden::card_number;
      if (is_health_card(digits)) return Forbidden::health_card;
    }
  }
  return std::nullopt;
}

// Values of the characters at odd places, by DM 12 March 1974, tables for letters and digits.
constexpr std::array<int, 26> kOddLetters = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                             20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
constexpr std::array<int, 10> kOddDigits = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};

bool is_tax_code(std::string_view word) {
  if (word.size() != 16) return false;
  // Digits may be replaced by letters (omocodia), so only the fixed letters are looked at.
  constexpr std::string_view kShape = "LLLLLLNNLNNLNNNL";
  constexpr std::string_view kOmocodia = "LMNPQRSTUV";
  int sum = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    const char c = upper(word[i]);
    const bool fits = kShape[i] == 'L' ? is_letter(c)
                                       : is_digit(c) || kOmocodia.find(c) != std::string_view::npos;
    if (!fits) return false;
    if (i == 15) return c - 'A' == sum % 26;
    const auto place = static_cast<std::size_t>(is_digit(c) ? c - '0' : c - 'A');
    const bool odd = i % 2 == 0;  // the first character stands at place one
    sum += odd ? (is_digit(c) ? kOddDigits[place] : kOddLetters[place]) : static_cast<int>(place);
  }
  return false;
}

}  // namespace

std::string_view describe(Forbidden what) {
  switch (what) {
    case Forbidden::card_number:
      return "a payment card number";
    case Forbidden::tax_code:
      return "an Italian tax code";
    case Forbidden::health_card:
      return "a health card number";
  }
  return "something that may not be stored";
}

std::optional<Forbidden> find_forbidden(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_digit(text[at])) {
      const auto groups = digit_groups(text, at);
      if (const auto found = forbidden_number(groups)) return found;
    } else if (is_letter(text[at])) {
      std::size_t end = at;  // one character beyond a tax code is far enough to tell
      while (end < text.size() && end - at <= 16 && (is_letter(text[end]) || is_digit(text[end])))
        ++end;
      if (is_tax_code(text.substr(at, end - at))) return Forbidden::tax_code;
      // Only the letters are done with: a card number may follow them at once.
      while (at < end && is_letter(text[at]))
        ++at;
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

bool holds_iban(std::string_view text) {
  constexpr std::size_t kLeast = 15;  // Norway's; the longest has 34
  constexpr std::size_t kMost = 34;
  const auto fits = [](char c) { return is_letter(c) || is_digit(c); };
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_letter(text[begin]) || (begin > 0 && fits(text[begin - 1]))) continue;
    // Its characters, which people write in groups.
    std::string number;
    for (auto at = begin; at < text.size() && number.size() <= kMost; ++at) {
      const bool between = text[at] == ' ' || text[at] == '-';
      if (!between && !fits(text[at])) break;
      if (!between) number += upper(text[at]);
      const bool country = number.size() < 2 || is_letter(number[1]);
      const bool check = number.size() < 4 || (is_digit(number[2]) && is_digit(number[3]));
      if (!country || !check) break;
      // The remainder is 1 at its end, which may be followed by other words.
      const bool ends = at + 1 == text.size() || !fits(text[at + 1]);
      if (number.size() >= kLeast && number.size() <= kMost && ends && remainder_of(number) == 1) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace touchpoint
