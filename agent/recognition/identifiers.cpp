#include "recognition/identifiers.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <utf8proc.h>

#include "core/text.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kNumberMax = 64;  // bytes
constexpr std::size_t kEmailMax = 254;  // bytes, RFC 5321 section 4.5.3.1.3

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_number_character(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

Result<std::string> number(std::string_view value, std::string_view name) {
  if (value.empty() || value.size() > kNumberMax ||
      !std::ranges::all_of(value, is_number_character)) {
    return refused(std::string(name) + " has 1 to 64 letters, digits and dashes");
  }
  return std::string(value);
}

Result<std::string> email(std::string_view value) {
  struct Free {
    void operator()(utf8proc_uint8_t* text) const { std::free(text); }  // NOLINT: C API
  };
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(value.data()),
      static_cast<utf8proc_ssize_t>(value.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
  const std::unique_ptr<utf8proc_uint8_t, Free> owned{mapped};
  if (length < 0) return refused("an e-mail address must be valid UTF-8");
  std::string folded(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
  const auto at = folded.find('@');
  const bool shaped = at != std::string::npos && at > 0 && at + 1 < folded.size() &&
                      folded.find('@', at + 1) == std::string::npos &&
                      folded.find_first_of(" \t\r\n") == std::string::npos;
  if (!shaped || folded.size() > kEmailMax) {
    return refused("an e-mail address has one @ and at most 254 bytes");
  }
  return folded;
}

Result<std::string> phone(std::string_view value) {
  std::string digits;
  if (value.starts_with("00")) {
    value.remove_prefix(2);
  } else if (value.starts_with('+')) {
    value.remove_prefix(1);
  } else {
    return refused("a phone number begins with + and its country code");
  }
  for (const char c : value) {
    if (is_digit(c)) {
      digits.push_back(c);
    } else if (std::string_view(" .-()/").find(c) == std::string_view::npos) {
      return refused("a phone number holds only digits, spaces, dots, dashes and brackets");
    }
  }
  if (digits.size() < 8 || digits.size() > 15) return refused("a phone number has 8 to 15 digits");
  return "+" + digits;
}

Result<std::string> normalised_text(IdentifierKind kind, std::string_view value) {
  switch (kind) {
    case IdentifierKind::loyalty:
      return number(value, "a loyalty number");
    case IdentifierKind::order: {
      TP_TRY(auto text, number(value, "an order number"));
      std::ranges::transform(text, text.begin(), upper);
      return text;
    }
    case IdentifierKind::email:
      return email(value);
    case IdentifierKind::phone:
      return phone(value);
  }
  return refused("there is no such kind of identifier");
}

}  // namespace

Result<Identifier> normalise(IdentifierKind kind, std::string_view value) {
  TP_TRY(auto text, normalised_text(kind, trimmed(value)));
  return Identifier{kind, std::move(text)};
}

}  // namespace touchpoint::recognition
