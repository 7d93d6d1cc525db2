#include "sync/hub/store/sqlite/people.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::int64_t kOfOneKindMax = 16;  // cards, passes: more are a broken import

}  // namespace

Result<std::optional<std::int64_t>> People::find(const PersonKey& key) {
  return session_.integer(
      "SELECT profile FROM profile_identifiers WHERE kind = ? AND space = ?"
      " AND value = ? AND source = space",
      key.kind, key.space, key.value);
}

Result<std::optional<std::int64_t>> People::find(const std::string& profile) {
  return session_.integer("SELECT id FROM profiles WHERE profile = ?", profile);
}

Result<std::int64_t> People::make(const std::string& profile, const std::optional<PersonKey>& key) {
  TP_TRY(const auto id,
         session_.integer("INSERT INTO profiles (profile, version, given_name, family_name,"
                          " form_of_address, language, channel, birth_date, postal_code,"
                          " since_ms, order_count, traits_ms)"
                          " VALUES (?, 0, '', '', '', '', '', '', '', NULL, 0, 0) RETURNING id",
                          profile));
  const std::int64_t person = id.value_or(0);
  if (!key) return person;
  TP_CHECK(
      session_.run("INSERT INTO profile_identifiers (kind, space, value, profile, source)"
                   " VALUES (?, ?, ?, ?, ?)",
                   key->kind, key->space, key->value, person, key->space));
  return person;
}

Result<void> People::keep_identifier(std::int64_t person, const Identifier& identifier,
                                     const std::string& source) {
  const auto kind = to_text(identifier.kind);
  if (rules_.blocks(kind, identifier.value)) return success();
  return session_.run(
      "INSERT INTO profile_identifiers (kind, space, value, profile, source)"
      " SELECT ?1, '', ?2, ?3, ?4 WHERE (SELECT count(*) FROM profile_identifiers"
      " WHERE profile = ?3 AND kind = ?1) < ?5 ON CONFLICT DO NOTHING",
      kind, identifier.value, person, source, kOfOneKindMax);
}

Result<std::string> People::key_of(std::int64_t person) {
  TP_TRY(auto rows, session_.query("SELECT kind, space FROM profile_identifiers WHERE profile = ?"
                                   " AND kind IN ('loyalty', 'account') AND source = space",
                                   person));
  TP_TRY(const bool found, rows.next());
  if (!found) return std::string{};
  const std::string space(rows.text(1));
  return std::string(rows.text(0)) + (space.empty() ? "" : " of " + space);
}

Result<void> People::keep_traits(std::int64_t person, const Traits& traits, WallTime at,
                                 const std::string& source) {
  TP_TRY(const auto told, session_.integer("SELECT traits_ms FROM profiles WHERE id = ?", person));
  const bool newer = to_ms(at) >= told.value_or(0);
  // `CASE` keeps what is there when the new text is empty, or is older and there is something.
  TP_CHECK(session_.run(
      "UPDATE profiles SET"
      " given_name = CASE WHEN ?2 <> '' AND (?1 OR given_name = '') THEN ?2 ELSE given_name END,"
      " family_name = CASE WHEN ?3 <> '' AND (?1 OR family_name = '') THEN ?3 ELSE family_name END,"
      " form_of_address = CASE WHEN ?4 <> '' AND (?1 OR form_of_address = '') THEN ?4"
      " ELSE form_of_address END,"
      " language = CASE WHEN ?5 <> '' AND (?1 OR language = '') THEN ?5 ELSE language END,"
      " channel = CASE WHEN ?6 <> '' AND (?1 OR channel = '') THEN ?6 ELSE channel END,"
      " birth_date = CASE WHEN ?7 <> '' AND (?1 OR birth_date = '') THEN ?7 ELSE birth_date END,"
      " postal_code = CASE WHEN ?8 <> '' AND (?1 OR postal_code = '') THEN ?8 ELSE postal_code END,"
      " since_ms = min(coalesce(since_ms, ?9), coalesce(?9, since_ms)),"
      " traits_ms = max(traits_ms, ?10) WHERE id = ?11",
      newer, traits.given_name, traits.family_name, traits.form_of_address, traits.language,
      traits.channel, traits.birth_date, traits.postal_code, to_ms(traits.since), to_ms(at),
      person));
  TP_CHECK(keep_contact(person, "email", traits.email, newer, source));
  TP_CHECK(keep_verified(person, traits, newer, source));
  return keep_contact(person, "phone", traits.phone, newer, source);
}

Result<void> People::keep_contact(std::int64_t person, std::string_view kind,
                                  const std::string& value, bool newer, const std::string& source) {
  if (value.empty() || rules_.blocks(kind, value)) return success();
  TP_TRY(const auto told, session_.integer("SELECT 1 FROM profile_identifiers WHERE profile = ?"
                                           " AND kind = ? AND source = ?",
                                           person, kind, source));
  if (told && !newer) return success();
  TP_CHECK(
      session_.run("DELETE FROM profile_identifiers WHERE profile = ? AND kind = ?"
                   " AND source = ?",
                   person, kind, source));
  return session_.run(
      "INSERT INTO profile_identifiers (kind, space, value, profile, source)"
      " VALUES (?, '', ?, ?, ?) ON CONFLICT DO NOTHING",
      kind, value, person, source);
}

// The mark belongs to an address: another one takes it away, and so does nothing else.
Result<void> People::keep_verified(std::int64_t person, const Traits& traits, bool newer,
                                   const std::string& source) {
  if (traits.email.empty() || !newer) return success();
  if (traits.email_verified) {
    return keep_contact(person, "verified_email", traits.email, newer, source);
  }
  return session_.run(
      "DELETE FROM profile_identifiers WHERE profile = ? AND source = ?"
      " AND kind = 'verified_email' AND value <> ?",
      person, source, traits.email);
}

Result<void> People::keep_consent(std::int64_t person, const Consent& consent) {
  return session_.run(
      "INSERT INTO consents (profile, purpose, granted, at_ms) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (profile, purpose) DO UPDATE SET granted = excluded.granted,"
      " at_ms = excluded.at_ms WHERE excluded.at_ms > at_ms"
      " OR (excluded.at_ms = at_ms AND NOT excluded.granted)",
      person, consent.purpose, consent.granted, to_ms(consent.at));
}

Result<void> People::add_orders(std::int64_t person, std::int64_t count) {
  return session_.run("UPDATE profiles SET order_count = order_count + ? WHERE id = ?", count,
                      person);
}

Result<std::optional<ProfileRecord>> People::load(std::int64_t person) {
  ProfileRecord record;
  auto& profile = record.profile;
  {
    TP_TRY(auto rows,
           session_.query("SELECT profile, version, given_name, family_name, form_of_address,"
                          " language, channel, since_ms, order_count, birth_date, postal_code,"
                          " traits_ms FROM profiles WHERE id = ?",
                          person));
    TP_TRY(const bool found, rows.next());
    if (!found) return std::optional<ProfileRecord>{};
    profile.id = rows.text(0);
    profile.version = rows.integer(1);
    profile.given_name = rows.text(2);
    profile.family_name = rows.text(3);
    profile.form_of_address = rows.text(4);
    profile.language = rows.text(5);
    profile.channel = rows.text(6);
    profile.since = time_at(rows, 7);
    profile.order_count = rows.integer(8);
    profile.birth_date = rows.text(9);
    profile.postal_code = rows.text(10);
    record.told = from_ms(rows.integer(11));
  }
  TP_TRY(profile.identifiers, identifiers(person));
  TP_TRY(profile.consents, consents(person));
  return std::optional{std::move(record)};
}

Result<std::vector<Identifier>> People::identifiers(std::int64_t person) {
  TP_TRY(auto rows, session_.query("SELECT DISTINCT kind, value FROM profile_identifiers"
                                   " WHERE profile = ? AND (kind <> 'account' OR space = '')"
                                   " ORDER BY kind, value",
                                   person));
  std::vector<Identifier> found;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    if (const auto kind = identifier_kind_from_text(rows.text(0))) {
      found.push_back({.kind = *kind, .value = std::string(rows.text(1))});
    }
  }
}

Result<std::vector<Consent>> People::consents(std::int64_t person) {
  TP_TRY(auto rows, session_.query("SELECT purpose, granted, at_ms FROM consents WHERE profile = ?"
                                   " ORDER BY purpose",
                                   person));
  std::vector<Consent> found;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    found.push_back({.purpose = std::string(rows.text(0)),
                     .granted = rows.integer(1) != 0,
                     .at = from_ms(rows.integer(2))});
  }
}

}  // namespace touchpoint::hub
