// Byte strings, and the three ways in which they are written as text: hex, base64 and base64url.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace touchpoint {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;  // SHA-256, HMAC-SHA-256

inline BytesView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(BytesView bytes);                   // lower case
std::optional<Bytes> from_hex(std::string_view text);  // either case, even length
void append_hex(std::string& text, BytesView bytes);
// Into as many bytes as are there; false when `text` is not that long, or is not hex.
bool read_hex(std::string_view text, std::span<std::uint8_t> into);
std::string to_base64url(BytesView bytes);                   // RFC 4648 section 5, no padding
std::optional<Bytes> from_base64url(std::string_view text);  // rejects padding and white space
std::string to_base64(BytesView bytes);                      // RFC 4648 section 4, padded

// Whether two secrets are equal, in a time that depends on their length only.
bool equal_in_constant_time(BytesView left, BytesView right);

}  // namespace touchpoint
