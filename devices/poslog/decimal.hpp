// Decimal is an amount or a quantity as a till writes it: exact to six places, so that a sum of
// prices is the sum and not nearly it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace touchpoint::devices {

class Decimal {
 public:
  Decimal() = default;
  // XML Schema's decimal with at most nine digits before the point; further places than six are cut
  // off. nullopt for anything else.
  static std::optional<Decimal> parse(std::string_view text);

  std::string text() const;  // "12.5", "-3", as JSON takes it
  Decimal absolute() const { return Decimal{micros_ < 0 ? -micros_ : micros_}; }
  bool is_negative() const { return micros_ < 0; }
  bool is_zero() const { return micros_ == 0; }

  Decimal& operator+=(Decimal other);
  // nullopt when it is no amount any more, or is divided by nothing.
  std::optional<Decimal> times(Decimal factor) const;
  std::optional<Decimal> divided_by(Decimal divisor) const;

  auto operator<=>(const Decimal&) const = default;

 private:
  explicit Decimal(std::int64_t micros) : micros_(micros) {}
  static std::optional<Decimal> nearest(double micros);

  std::int64_t micros_ = 0;
};

}  // namespace touchpoint::devices
