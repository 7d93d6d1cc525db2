// People keeps who a customer is: identifiers, traits and consents. Nobody is ever merged: a
// loyalty or account number stands for one person, an e-mail address or phone may stand for a
// family.
#pragma once

#include "sync/hub/facts.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

// A number that stands for one person.
struct PersonKey {
  std::string kind;   // "loyalty", "account"
  std::string space;  // of an account: the source; else empty
  std::string value;
  // Names the person in rows that came before them; see FORMAT.md, `claim`.
  std::string claim() const { return kind + "/" + space + "/" + value; }
};

class People {
 public:
  explicit People(Session& session) : session_(session) {}

  Result<std::optional<std::int64_t>> find(const PersonKey& key);
  Result<std::optional<std::int64_t>> find(const std::string& profile);
  Result<std::int64_t> make(const std::string& profile, const PersonKey& key);

  // What was told later wins; what was told earlier fills what is empty.
  Result<void> keep_traits(std::int64_t person, const Traits& traits, WallTime at,
                           const std::string& source);
  Result<void> keep_consent(std::int64_t person, const Consent& consent);
  Result<void> add_orders(std::int64_t person, std::int64_t count);

  // Everything but orders and history.
  Result<std::optional<Profile>> load(std::int64_t person);

 private:
  Result<void> keep_contact(std::int64_t person, std::string_view kind, const std::string& value,
                            bool newer, const std::string& source);
  Result<std::vector<Identifier>> identifiers(std::int64_t person);
  Result<std::vector<Consent>> consents(std::int64_t person);

  Session& session_;
};

}  // namespace touchpoint::hub
