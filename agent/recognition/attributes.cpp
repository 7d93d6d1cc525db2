#include "recognition/attributes.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include "core/text.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kPostalCodeMax = 16;  // bytes; the longest in use have ten
constexpr int kYearMin = 1850;
constexpr int kYearMax = 2199;

std::optional<int> number(std::string_view digits) {
  if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// "-03" behind a year or a month: its number, 1 when there is nothing.
std::optional<int> part(std::string_view date, std::size_t at) {
  if (date.size() <= at) return 1;
  if (date[at] != '-') return std::nullopt;
  return number(date.substr(at + 1, 2));
}

bool is_date(std::string_view date) {
  if (date.size() != 4 && date.size() != 7 && date.size() != 10) return false;
  const auto year = number(date.substr(0, 4));
  const auto month = part(date, 4);
  const auto day = part(date, 7);
  if (!year || !month || !day || *year < kYearMin || *year > kYearMax) return false;
  using namespace std::chrono;
  return year_month_day{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                        std::chrono::day(static_cast<unsigned>(*day))}
      .ok();
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

}  // namespace

std::string birth_date(std::string_view written) {
  auto date = trimmed(written);
  if (const auto time = date.find_first_of("T "); time != std::string_view::npos) {
    date = date.substr(0, time);
  }
  return is_date(date) ? std::string(date) : std::string{};
}

std::string postal_code(std::string_view written) {
  std::string code(trimmed(written));
  if (code.size() > kPostalCodeMax) return {};
  for (auto& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!is_digit(c) && !(c >= 'A' && c <= 'Z') && c != ' ' && c != '-') return {};
  }
  return code;
}

}  // namespace touchpoint::recognition
