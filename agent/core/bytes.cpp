#include "core/bytes.hpp"

namespace touchpoint {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kUrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// A table, because whether a digit is a letter is what a processor cannot guess.
constexpr std::uint8_t kNoDigit = 0xff;
constexpr auto kHexValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 10; ++i)
    values['0' + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    values['a' + i] = static_cast<std::uint8_t>(10 + i);
    values['A' + i] = static_cast<std::uint8_t>(10 + i);
  }
  return values;
}();

std::uint8_t hex_value(char c) {
  return kHexValues[static_cast<std::uint8_t>(c)];
}

int base64url_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return -1;
}

std::string encode64(BytesView bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t window = 0;
  int bits = 0;
  for (const auto byte : bytes) {
    window = (window << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text.push_back(alphabet[(window >> bits) & 63U]);
    }
  }
  if (bits > 0) text.push_back(alphabet[(window << (6 - bits)) & 63U]);
  return text;
}

}  // namespace

void append_hex(std::string& text, BytesView bytes) {
  std::size_t at = text.size();
  text.resize(at + bytes.size() * 2);
  for (const auto byte : bytes) {
    text[at++] = kHex[byte >> 4];
    text[at++] = kHex[byte & 15U];
  }
}

std::string to_hex(BytesView bytes) {
  std::string text;
  append_hex(text, bytes);
  return text;
}

bool read_hex(std::string_view text, std::span<std::uint8_t> into) {
  if (text.size() != into.size() * 2) return false;
  std::uint8_t seen = 0;
  for (std::size_t i = 0; i < into.size(); ++i) {
    const auto high = hex_value(text[2 * i]);
    const auto low = hex_value(text[2 * i + 1]);
    seen = static_cast<std::uint8_t>(seen | high | low);
    into[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return seen < 16;
}

std::optional<Bytes> from_hex(std::string_view text) {
  Bytes bytes(text.size() / 2);
  if (!read_hex(text, bytes)) return std::nullopt;
  return bytes;
}

std::string to_base64url(BytesView bytes) {
  return encode64(bytes, kUrlAlphabet);
}

std::string to_base64(BytesView bytes) {
  auto text = encode64(bytes, kAlphabet);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t window = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = base64url_value(c);
    if (value < 0) return std::nullopt;
    window = (window << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>((window >> bits) & 255U));
    }
  }
  if ((window & ((1U << bits) - 1U)) != 0) return std::nullopt;  // one text per byte string
  return bytes;
}

bool equal_in_constant_time(BytesView left, BytesView right) {
  if (left.size() != right.size()) return false;
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference = static_cast<std::uint8_t>(difference | (left[i] ^ right[i]));
  }
  return difference == 0;
}

}  // namespace touchpoint
