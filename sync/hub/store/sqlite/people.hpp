// People keeps records: what one source told of a person of its own: identifiers, traits and
// consents. Which records are one person is Graph's to say (graph.hpp); a record never changes
// hands. An e-mail address or phone may stand for a family.
#pragma once

#include "sync/hub/facts.hpp"
#include "sync/hub/identity_rules.hpp"
#include "sync/hub/joined_profile.hpp"
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
  People(Session& session, const IdentityRules& rules) : session_(session), rules_(rules) {}

  // The record whose own number it is.
  Result<std::optional<std::int64_t>> find(const PersonKey& key);
  Result<std::optional<std::int64_t>> find(const std::string& profile);
  // Without a key: registered in a store, under an id that the device has made.
  Result<std::int64_t> make(const std::string& profile, const std::optional<PersonKey>& key);
  // A card that somebody was registered with; it may be the own number of another record.
  // Added to theirs; not one that is nobody's, and of each kind 16 at most.
  Result<void> keep_identifier(std::int64_t person, const Identifier& identifier,
                               const std::string& source);

  // What was told later wins; what was told earlier fills what is empty.
  Result<void> keep_traits(std::int64_t person, const Traits& traits, WallTime at,
                           const std::string& source);
  Result<void> keep_consent(std::int64_t person, const Consent& consent);
  Result<void> add_orders(std::int64_t person, std::int64_t count);

  // Everything but orders and history, of this record alone.
  Result<std::optional<ProfileRecord>> load(std::int64_t person);
  // How the record came: "loyalty", "account of shop"; empty: it was registered in a store.
  Result<std::string> key_of(std::int64_t person);

 private:
  Result<void> keep_verified(std::int64_t person, const Traits& traits, bool newer,
                             const std::string& source);
  Result<void> keep_contact(std::int64_t person, std::string_view kind, const std::string& value,
                            bool newer, const std::string& source);
  Result<std::vector<Identifier>> identifiers(std::int64_t person);
  Result<std::vector<Consent>> consents(std::int64_t person);

  Session& session_;
  const IdentityRules& rules_;
};

}  // namespace touchpoint::hub
