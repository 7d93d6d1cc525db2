#include "recognition/foreign_codes.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kTagged = 6;  // characters of tag and sub-tag
constexpr std::size_t kTag = 3;
constexpr std::size_t kLotteryLength = 8;

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_capital_or_digit(char c) {
  return is_capital(c) || is_digit(c);
}
bool is_letter(char c) {
  return is_capital(c) || (c >= 'a' && c <= 'z');
}

bool begins_with_tag(std::string_view text) {
  return text.size() >= kTagged &&
         std::ranges::all_of(text.substr(0, kTagged), is_capital_or_digit);
}

bool is_newland(std::string_view code) {
  if (code.starts_with("$$%")) return true;
  if (!code.starts_with('@') && !code.starts_with('#')) return false;
  code.remove_prefix(1);
  // "#104312" is an order's number.
  return begins_with_tag(code) && std::ranges::all_of(code.substr(0, kTag), is_capital);
}

bool is_honeywell(std::string_view code) {
  if (!code.ends_with('.') && !code.ends_with('!')) return false;
  code.remove_suffix(1);
  return begins_with_tag(code) && std::ranges::count_if(code.substr(0, kTagged), is_capital) >= 3 &&
         std::ranges::all_of(code.substr(kTagged), [](char c) {
           return is_capital_or_digit(c) ||
                  std::string_view(",;?^*").find(c) != std::string_view::npos;
         });
}

bool is_datalogic(std::string_view code) {
  return code.size() >= 2 && code[0] == '$' &&
         (is_letter(code[1]) || code[1] == '+' || code[1] == '-');
}

bool begins_with_fnc3(std::string_view code) {
  if (code.starts_with("<FNC3>") || code.starts_with("{FNC3}")) return true;
  constexpr std::string_view kLatin1 = "\xc3\xb3";
  if (!code.starts_with(kLatin1)) return false;
  code.remove_prefix(kLatin1.size());
  return !code.empty() && std::ranges::none_of(code, [](char c) {  // not a word such as "óle"
    return (c >= 'a' && c <= 'z') || c == ' ' || static_cast<unsigned char>(c) >= 0x80;
  });
}

}  // namespace

bool is_programming_code(std::string_view code) {
  return is_newland(code) || is_honeywell(code) || is_datalogic(code) || begins_with_fnc3(code);
}

bool is_lottery_code(std::string_view code, bool typed) {
  if (code.size() != kLotteryLength || !std::ranges::all_of(code, is_capital_or_digit))
    return false;
  const auto digits = std::ranges::count_if(code, is_digit);
  if (digits == static_cast<std::ptrdiff_t>(kLotteryLength)) return false;
  return digits > 0 || !typed;
}

}  // namespace touchpoint::recognition
