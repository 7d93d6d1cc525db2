#include "sync/hub/identity_rules.hpp"

#include <algorithm>

namespace touchpoint::hub {
namespace {

// '*' is anything, also nothing. On a mismatch the last one takes one byte more.
bool fits(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

std::vector<std::string> blocked_as_shipped() {
  return {"email:noreply@*",  "email:no-reply@*",    "email:nobody@*",  "email:none@*",
          "email:test@*",     "email:nomail@*",      "email:noemail@*", "email:nessuno@*",
          "email:*@test.com", "email:*@invalid.com", "phone:*000000",   "phone:*1111111",
          "phone:*9999999",   "phone:*123456789",    "loyalty:0",       "loyalty:000*000",
          "loyalty:999*999",  "loyalty:test*",       "account:0",       "account:-1",
          "account:guest",    "account:test",        "anonymous:0",     "anonymous:0000*0000"};
}

bool IdentityRules::blocks(std::string_view kind, std::string_view value) const {
  if (kind == "verified_email") kind = "email";
  return std::ranges::any_of(blocked, [&](std::string_view pattern) {
    const auto colon = pattern.find(':');
    return pattern.substr(0, colon) == kind && colon != std::string_view::npos &&
           fits(pattern.substr(colon + 1), value);
  });
}

std::int64_t IdentityRules::people_max(std::string_view kind) const {
  if (kind == "email" || kind == "verified_email") return emails_max;
  if (kind == "phone") return phones_max;
  return 1;
}

}  // namespace touchpoint::hub
