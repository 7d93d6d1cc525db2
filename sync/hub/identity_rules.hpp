// IdentityRules say which identifiers join people or speak for it, and which are nobody's: an
// address that a till types for everybody must never make two customers one. hub.toml, [identity].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace touchpoint::hub {

// "email:noreply@*": a kind, and a value as it is compared, in which '*' stands for anything. The
// kinds are loyalty, account, anonymous, email and phone.
std::vector<std::string> blocked_as_shipped();

struct IdentityRules {
  // How many people may have the same one before it is only shared, and speaks for nobody.
  std::int64_t emails_max = 4;
  std::int64_t phones_max = 4;
  std::vector<std::string> blocked = blocked_as_shipped();

  // Never kept as somebody's, and no evidence.
  bool blocks(std::string_view kind, std::string_view value) const;
  // A card or an account is one person's.
  std::int64_t people_max(std::string_view kind) const;
};

}  // namespace touchpoint::hub
