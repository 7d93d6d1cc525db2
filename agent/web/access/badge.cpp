#include "web/access/badge.hpp"

#include <string>

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"

namespace touchpoint::web {
namespace {

constexpr std::size_t kBadgeMin = 6;  // shorter is too easily another thing's number
constexpr std::size_t kBadgeMax = 64;

// As readers separate the bytes of an NFC card's number.
bool separates(char c) {
  return c == ':' || c == '-' || c == ' ';
}

}  // namespace

Digest badge_key(const Digest& staff_key) {
  return crypto::derive_key(staff_key, "staff badges");
}

std::optional<Digest> badge_digest(std::string_view code, const Digest& key) {
  std::string plain;
  for (const char c : trimmed(code)) {
    if (separates(c)) continue;
    const bool small = c >= 'a' && c <= 'z';
    if (!small && !is_digit(c) && !(c >= 'A' && c <= 'Z')) return std::nullopt;
    plain += small ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (plain.size() < kBadgeMin || plain.size() > kBadgeMax || find_forbidden(plain)) {
    return std::nullopt;
  }
  return crypto::hmac_sha256(key, as_bytes(plain));
}

}  // namespace touchpoint::web
