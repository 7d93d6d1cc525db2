#include "recognition/identifiers.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <memory>

#include <utf8proc.h>

#include "core/text.hpp"
#include "recognition/phone.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kNumberMax = 64;  // bytes
constexpr std::size_t kTokenMax = 128;  // bytes
constexpr std::size_t kPaymentAccountLength = 29;
constexpr std::size_t kEmailMax = 254;  // bytes, RFC 5321 section 4.5.3.1.3

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

Error not_an_address() {
  return refused("an e-mail address has one @ and at most 254 bytes");
}

// "hotmail.it", "hotmail.co.uk": a provider that has a domain in every country.
bool is_brand(std::string_view domain, std::string_view brand) {
  if (!domain.starts_with(brand)) return false;
  domain.remove_prefix(brand.size());
  return domain.starts_with('.') && domain.size() <= 7 && std::ranges::count(domain, '.') <= 2 &&
         !domain.ends_with('.');
}

// The address under which a provider delivers what it delivers under many: what is behind a "+"
// (Yahoo: a "-") sorts a person's own mail, and Gmail overlooks dots. Facts about providers,
// not a standard.
std::string mailbox_of(std::string_view local, std::string_view domain) {
  const auto any = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, domain) != names.end();
  };
  const bool gmail = any({"gmail.com", "googlemail.com"});
  const bool yandex = is_brand(domain, "yandex") || domain == "ya.ru";
  const bool yahoo = is_brand(domain, "yahoo") || any({"ymail.com", "rocketmail.com"});
  const bool plus = gmail || yandex || is_brand(domain, "outlook") || is_brand(domain, "hotmail") ||
                    is_brand(domain, "live") ||
                    any({"icloud.com", "me.com", "msn.com", "windowslive.com", "passport.com"});
  if (plus) local = local.substr(0, local.find('+'));
  // With two of them it is no address of Yahoo's, and better left as it is.
  if (yahoo && std::ranges::count(local, '-') == 1) local = local.substr(0, local.find('-'));
  std::string kept;
  for (std::size_t i = 0; i < local.size(); ++i) {
    // Two dots in a row are no address of Gmail's, and better left as they are.
    const bool alone = local[i] == '.' && (i == 0 || local[i - 1] != '.') &&
                       (i + 1 == local.size() || local[i + 1] != '.');
    if (!gmail || !alone) kept.push_back(local[i]);
  }
  if (gmail) domain = "gmail.com";
  if (yandex) domain = "yandex.ru";
  return kept.append("@").append(domain);
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
  const auto at = folded.rfind('@');
  const auto local = std::string_view(folded).substr(0, at);
  const bool quoted = local.size() > 2 && local.front() == '"' && local.back() == '"';
  const bool shaped = at != std::string::npos && at > 0 && at + 1 < folded.size() &&
                      (quoted || local.find('@') == std::string::npos) &&
                      folded.find(' ') == std::string::npos && !has_control_characters(folded);
  if (!shaped || folded.size() > kEmailMax) return not_an_address();
  if (quoted) return folded;
  auto mailbox = mailbox_of(local, std::string_view(folded).substr(at + 1));
  if (mailbox.starts_with('@')) return not_an_address();
  return mailbox;
}

Result<std::string> order_number(std::string_view value) {
  TP_TRY(auto text, number(value, "an order number"));
  std::ranges::transform(text, text.begin(), upper);
  return text;
}

Result<std::string> token(std::string_view value, std::string_view name) {
  const bool fits = !value.empty() && value.size() <= kTokenMax &&
                    std::ranges::all_of(value, [](char c) { return c > ' ' && c <= '~'; });
  if (!fits) return refused(std::string(name) + " has 1 to 128 characters, and no spaces");
  return std::string(value);
}

// EMV Payment Tokenisation Specification, Technical Framework: 29 letters and digits.
Result<std::string> payment_account(std::string_view value) {
  std::string text(value);
  std::ranges::transform(text, text.begin(), upper);
  const bool fits = text.size() == kPaymentAccountLength && std::ranges::all_of(text, [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                    });
  if (!fits) return refused("a payment account reference has 29 letters and digits");
  return text;
}

Result<std::vector<std::string>> texts(IdentifierKind kind, std::string_view value,
                                       std::string_view country) {
  const auto only = [](Result<std::string> text) -> Result<std::vector<std::string>> {
    if (!text) return text.error();
    return std::vector{std::move(text).value()};
  };
  switch (kind) {
    case IdentifierKind::loyalty:
      return only(number(value, "a loyalty number"));
    case IdentifierKind::order:
      return only(order_number(value));
    case IdentifierKind::account:
      return only(token(value, "an account"));
    case IdentifierKind::payment_account:
      return only(payment_account(value));
    case IdentifierKind::email:
    case IdentifierKind::verified_email:
      return only(email(value));
    case IdentifierKind::phone:
      return e164(value, country);
    case IdentifierKind::wallet:
      return only(token(value, "a wallet token"));
  }
  return refused("there is no such kind of identifier");
}

}  // namespace

Result<std::vector<Identifier>> readings(IdentifierKind kind, std::string_view value,
                                         std::string_view country) {
  TP_TRY(auto all, texts(kind, trimmed(value), country));
  std::vector<Identifier> identifiers;
  if (kind == IdentifierKind::email) {
    identifiers.push_back({IdentifierKind::verified_email, all.front()});
  }
  for (auto& text : all)
    identifiers.push_back({kind, std::move(text)});
  return identifiers;
}

Result<Identifier> normalise(IdentifierKind kind, std::string_view value,
                             std::string_view country) {
  TP_TRY(auto all, texts(kind, trimmed(value), country));
  return Identifier{kind, std::move(all.front())};
}

}  // namespace touchpoint::recognition
