// Uuid is the 128-bit identifier that an event, a visit or a profile carries everywhere.
// UuidSource makes version 7 ones (RFC 9562 section 5.7): they sort by the millisecond in which
// they were made, and within one source strictly by the order in which they were asked for.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace touchpoint {

class Clock;
class Random;

class Uuid {
 public:
  static constexpr std::size_t kSize = 16;

  Uuid() = default;  // the nil UUID
  explicit Uuid(const std::array<std::uint8_t, kSize>& bytes) : bytes_(bytes) {}

  // The 36-character form, either case; nullopt for anything else.
  static std::optional<Uuid> parse(std::string_view text);
  // Exactly sixteen bytes, as stored in the journal.
  static std::optional<Uuid> from_bytes(BytesView bytes);

  std::string text() const;  // 36 characters, lower case
  BytesView bytes() const { return bytes_; }
  bool is_nil() const { return *this == Uuid{}; }
  int version() const { return bytes_[6] >> 4; }

  auto operator<=>(const Uuid&) const = default;

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

// Makes UUIDv7. Not thread safe: each thread that needs one owns one.
class UuidSource {
 public:
  UuidSource(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
  Uuid next();

 private:
  const Clock& clock_;
  Random& random_;
  std::int64_t last_ms_ = 0;
  std::uint32_t counter_ = 0;  // the 12 bits of rand_a, counted up within a millisecond
};

}  // namespace touchpoint
