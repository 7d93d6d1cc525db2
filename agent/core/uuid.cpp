#include "core/uuid.hpp"

#include <algorithm>

#include "core/clock.hpp"
#include "core/random.hpp"

namespace touchpoint {

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  std::span<std::uint8_t> rest = uuid.bytes_;
  for (const std::size_t size : {4U, 2U, 2U, 2U, 6U}) {
    if (!read_hex(text.substr(0, size * 2), rest.first(size))) return std::nullopt;
    rest = rest.subspan(size);
    text.remove_prefix(size * 2);
    if (rest.empty()) break;
    if (!text.starts_with('-')) return std::nullopt;
    text.remove_prefix(1);
  }
  return uuid;
}

std::optional<Uuid> Uuid::from_bytes(BytesView bytes) {
  if (bytes.size() != kSize) return std::nullopt;
  Uuid uuid;
  std::copy(bytes.begin(), bytes.end(), uuid.bytes_.begin());
  return uuid;
}

std::string Uuid::text() const {
  std::string text;
  text.reserve(36);
  BytesView rest = bytes_;
  for (const std::size_t size : {4U, 2U, 2U, 2U, 6U}) {
    if (!text.empty()) text.push_back('-');
    append_hex(text, rest.first(size));
    rest = rest.subspan(size);
  }
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
