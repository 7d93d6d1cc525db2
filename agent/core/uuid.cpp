#include "core/uuid.hpp"

#include <algorithm>

#include "core/clock.hpp"
#include "core/random.hpp"

namespace touchpoint {

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string digits;
  digits.reserve(32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (!dash) digits.push_back(text[i]);
  }
  const auto bytes = from_hex(digits);
  return bytes ? from_bytes(*bytes) : std::nullopt;
}

std::optional<Uuid> Uuid::from_bytes(BytesView bytes) {
  if (bytes.size() != kSize) return std::nullopt;
  Uuid uuid;
  std::copy(bytes.begin(), bytes.end(), uuid.bytes_.begin());
  return uuid;
}

std::string Uuid::text() const {
  auto text = to_hex(bytes_);
  text.reserve(36);
  for (const std::size_t dash : {8U, 13U, 18U, 23U})
    text.insert(dash, 1, '-');
  return text;
}

Uuid UuidSource::next() {
  std::array<std::uint8_t, Uuid::kSize> bytes{};
  random_.fill(bytes);
  // A clock that stands still or goes back must not break the order: the last millisecond is kept
  // and counted up; when its 12 bits are used up, the next millisecond is borrowed.
  const std::int64_t now = clock_.wall().time_since_epoch().count();
  if (now > last_ms_) {
    last_ms_ = now;
    counter_ = (static_cast<std::uint32_t>(bytes[6]) << 8 | bytes[7]) & 0x7ffU;
  } else if (++counter_ > 0xfffU) {
    ++last_ms_;
    counter_ = 0;
  }
  for (int i = 0; i < 6; ++i) {
    bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(last_ms_ >> (40 - 8 * i));
  }
  bytes[6] = static_cast<std::uint8_t>(0x70U | (counter_ >> 8));
  bytes[7] = static_cast<std::uint8_t>(counter_ & 0xffU);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);
  return Uuid{bytes};
}

}  // namespace touchpoint
