#include "devices/poslog/decimal.hpp"

#include <cmath>
#include <cstdlib>

#include "core/text.hpp"

namespace touchpoint::devices {
namespace {

constexpr std::int64_t kOne = 1'000'000;
constexpr std::size_t kPlaces = 6;
constexpr std::size_t kWholeDigitsMax = 9;  // then ten thousand of them can be added
constexpr double kMicrosMax = 999'999'999.0 * 1'000'000.0;

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t micros = 0;
  std::size_t whole = 0;
  std::size_t places = 0;
  bool behind_the_point = false;
  bool any = false;
  for (const char c : text) {
    if (c == '.' && !behind_the_point) {
      behind_the_point = true;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    any = true;
    if (behind_the_point && places == kPlaces) continue;
    if (behind_the_point) ++places;
    if (!behind_the_point && (whole > 0 || c != '0') && ++whole > kWholeDigitsMax) {
      return std::nullopt;
    }
    micros = micros * 10 + (c - '0');
  }
  if (!any) return std::nullopt;
  for (; places < kPlaces; ++places)
    micros *= 10;
  return Decimal{negative ? -micros : micros};
}

std::string Decimal::text() const {
  const auto size = std::abs(micros_);
  std::string text = (micros_ < 0 ? "-" : "") + std::to_string(size / kOne);
  auto places = std::to_string(kOne + size % kOne).substr(1);
  places.erase(places.find_last_not_of('0') + 1);
  if (!places.empty()) text += "." + places;
  return text;
}

Decimal& Decimal::operator+=(Decimal other) {
  micros_ += other.micros_;
  return *this;
}

std::optional<Decimal> Decimal::times(Decimal factor) const {
  return nearest(static_cast<double>(micros_) * static_cast<double>(factor.micros_) /
                 static_cast<double>(kOne));
}

std::optional<Decimal> Decimal::divided_by(Decimal divisor) const {
  if (divisor.is_zero()) return std::nullopt;
  return nearest(static_cast<double>(micros_) / static_cast<double>(divisor.micros_) *
                 static_cast<double>(kOne));
}

std::optional<Decimal> Decimal::nearest(double micros) {
  if (!(std::abs(micros) <= kMicrosMax)) return std::nullopt;
  return Decimal{static_cast<std::int64_t>(std::llround(micros))};
}

}  // namespace touchpoint::devices
