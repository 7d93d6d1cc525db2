#include "core/pin.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "core/limits.hpp"

namespace touchpoint {
namespace {

// What is left of the published lists of leaked PINs once patterns and dates are out.
constexpr std::array<std::string_view, 16> kCommon = {
    "159753", "147258", "258456", "147852", "789456", "456789", "159357", "753951",
    "741852", "852963", "963852", "142536", "102030", "112358", "314159", "271828"};

// "111111", "121212", "123123": a shorter piece again and again.
bool repeats_a_piece(std::string_view pin) {
  for (std::size_t piece = 1; piece <= pin.size() / 2; ++piece) {
    if (pin.size() % piece != 0) continue;
    bool repeats = true;
    for (std::size_t i = piece; i < pin.size() && repeats; ++i)
      repeats = pin[i] == pin[i - piece];
    if (repeats) return true;
  }
  return false;
}

// "123456", "987654", "890123", "246802": every step the same, around the ten.
bool counts(std::string_view pin) {
  const auto step = [&](std::size_t i) { return (pin[i] - pin[i - 1] + 10) % 10; };
  for (std::size_t i = 2; i < pin.size(); ++i) {
    if (step(i) != step(1)) return false;
  }
  return true;
}

// "112233", "445566": pairs that count.
bool counts_in_pairs(std::string_view pin) {
  if (pin.size() % 2 != 0) return false;
  std::string_view::size_type i = 0;
  for (; i < pin.size(); i += 2) {
    if (pin[i] != pin[i + 1]) return false;
    if (i >= 4 && (pin[i] - pin[i - 2] + 10) % 10 != (pin[2] - pin[0] + 10) % 10) return false;
  }
  return true;
}

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool is_day(int year, int month, int day) {
  return std::chrono::year_month_day{std::chrono::year{year},
                                     std::chrono::month{static_cast<unsigned>(month)},
                                     std::chrono::day{static_cast<unsigned>(day)}}
      .ok();
}

// Birthdays, in the orders in which people write them. A leap year stands for years of two digits.
bool is_date(std::string_view pin) {
  const auto at = [&](std::size_t from, std::size_t length) {
    return number(pin.substr(from, length));
  };
  constexpr int kAnyYear = 2000;
  if (pin.size() == 6) {
    return is_day(kAnyYear, at(2, 2), at(0, 2)) || is_day(kAnyYear, at(0, 2), at(2, 2)) ||
           is_day(kAnyYear, at(2, 2), at(4, 2));
  }
  if (pin.size() == 8) {
    const auto lived = [](int year) { return year >= 1900 && year < 2100; };
    return (lived(at(4, 4)) &&
            (is_day(at(4, 4), at(2, 2), at(0, 2)) || is_day(at(4, 4), at(0, 2), at(2, 2)))) ||
           (lived(at(0, 4)) && is_day(at(0, 4), at(4, 2), at(6, 2)));
  }
  return false;
}

}  // namespace

bool is_pin(std::string_view text) {
  return text.size() >= limits::kPinMin && text.size() <= limits::kPinMax &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string_view> pin_weakness(std::string_view pin) {
  if (!is_pin(pin)) return "must be 6 to 12 digits";
  if (repeats_a_piece(pin)) return "repeats itself";
  if (counts(pin) || counts_in_pairs(pin)) return "only counts up or down";
  if (is_date(pin)) return "is a date, which is what people try first";
  if (std::ranges::find(kCommon, pin) != kCommon.end()) return "is one of the most common ones";
  return std::nullopt;
}

}  // namespace touchpoint
