#include "profiles/encoding.hpp"

namespace touchpoint::profiles {

void Encoder::number(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  bytes_.push_back(static_cast<std::uint8_t>(value));
}

void Encoder::integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  number(value < 0 ? ~(bits << 1) : bits << 1);
}

void Encoder::real(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (int shift = 0; shift < 64; shift += 8)
    bytes_.push_back(static_cast<std::uint8_t>(bits >> shift));
}

void Encoder::text(std::string_view value) {
  number(value.size());
  bytes_.insert(bytes_.end(), value.begin(), value.end());
}

BytesView Decoder::take(std::size_t size) {
  if (size > left_.size()) ok_ = false;
  if (!ok_) return {};
  const auto taken = left_.first(size);
  left_ = left_.subspan(size);
  return taken;
}

std::uint64_t Decoder::number() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = take(1);
    if (byte.empty()) return 0;
    value |= static_cast<std::uint64_t>(byte[0] & 0x7fU) << shift;
    if ((byte[0] & 0x80U) == 0) return value;
  }
  ok_ = false;
  return 0;
}

std::int64_t Decoder::integer() {
  const auto bits = number();
  return static_cast<std::int64_t>((bits & 1U) != 0 ? ~(bits >> 1) : bits >> 1);
}

double Decoder::real() {
  std::uint64_t bits = 0;
  const auto bytes = take(8);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bits |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  return std::bit_cast<double>(bits);
}

std::string Decoder::text() {
  return std::string{as_text(take(number()))};
}

}  // namespace touchpoint::profiles
