#include "sync/hub/store/sqlite/lookups.hpp"

#include "sync/hub/lookup_judge.hpp"

namespace touchpoint::hub {
namespace {

// Records that are compared for one question: those born on one day, or living at one postcode.
// More say that something else should be asked as well; the answer is `partial` then.
constexpr std::size_t kComparedMax = 1'000;

// "R%": how a name begins, for LIKE.
std::string beginning_of(const std::string& name) {
  if (name.empty() || name.front() == '%' || name.front() == '_') return {};
  std::size_t end = 1;
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80U)
    ++end;
  return name.substr(0, end) + "%";
}

}  // namespace

Result<LookupAnswer> Lookups::answer(const Lookup& lookup, const std::string& store, WallTime now) {
  const bool by_key = !lookup.identifiers.empty() || !lookup.profile.empty();
  return by_key ? this->by_key(lookup, store, now) : by_word(lookup);
}

// What several share says of nobody who they are; of the rest, as a replica does, where all lead to
// one person.
Result<LookupAnswer> Lookups::by_key(const Lookup& lookup, const std::string& store, WallTime now) {
  std::set<std::int64_t> all;
  std::set<std::int64_t> heads;  // of those that are one person's
  if (!lookup.profile.empty()) {
    TP_TRY(const auto record, people_.find(lookup.profile));
    if (record) {
      TP_TRY(const auto head, graph_.head_of(*record));
      heads.insert(head);
    }
  }
  TP_CHECK(add_owners(lookup.identifiers, all, heads));
  if (heads.size() == 1) {
    TP_TRY(const bool held, feed_.holds(*heads.begin(), store));
    if (!held) {
      TP_CHECK(feed_.hold(*heads.begin(), store, HoldReason::lookup, now));
    }
  }
  LookupAnswer answer;
  answer.people = static_cast<std::int64_t>(heads.empty() ? all.size() : heads.size());
  return answer;
}

Result<std::optional<std::int64_t>> Lookups::whose(const std::vector<Identifier>& identifiers) {
  std::set<std::int64_t> all;
  std::set<std::int64_t> heads;
  TP_CHECK(add_owners(identifiers, all, heads));
  return heads.size() == 1 ? std::optional{*heads.begin()} : std::nullopt;
}

Result<void> Lookups::add_owners(const std::vector<Identifier>& identifiers,
                                 std::set<std::int64_t>& all, std::set<std::int64_t>& heads) {
  for (const auto& identifier : identifiers) {
    if (rules_.blocks(to_text(identifier.kind), identifier.value)) continue;
    TP_TRY(const auto found, heads_with(identifier));
    all.insert(found.begin(), found.end());
    if (found.size() == 1) heads.insert(found.begin(), found.end());
  }
  return success();
}

Result<std::set<std::int64_t>> Lookups::heads_with(const Identifier& identifier) {
  std::set<std::int64_t> heads;
  if (identifier.kind == IdentifierKind::order) {
    TP_TRY(auto rows, session_.query("SELECT profile FROM orders WHERE upper(order_id) = ?"
                                     " AND profile IS NOT NULL LIMIT 8",
                                     identifier.value));
    bool partial = false;
    TP_CHECK(add_heads(std::move(rows), kComparedMax, heads, partial));
    return heads;
  }
  TP_TRY(const auto ids, identities_.find(identifier));
  for (const auto& id : ids) {
    TP_TRY(const auto head, identities_.head_of(id));
    heads.insert(head);
  }
  return heads;
}

// Whoever may be meant shares a day of birth, a postcode or a phone with what was said.
Result<std::set<std::int64_t>> Lookups::heads_near(const Lookup& lookup, bool& partial) {
  const auto said = keys_of(lookup);
  std::set<std::int64_t> heads;
  for (const auto& phone : lookup.phones) {
    TP_TRY(const auto found, heads_with({.kind = IdentifierKind::phone, .value = phone}));
    heads.insert(found.begin(), found.end());
  }
  if (!said.birth_date.empty()) {
    TP_TRY(auto rows, session_.query("SELECT id FROM profiles WHERE birth_date = ?"
                                     " AND length(birth_date) = 10 LIMIT ?",
                                     said.birth_date, kComparedMax + 1));
    TP_CHECK(add_heads(std::move(rows), kComparedMax, heads, partial));
  }
  if (!said.postal_code.empty()) {
    TP_TRY(auto rows, living_at(said.postal_code, lookup));
    TP_CHECK(add_heads(std::move(rows), kComparedMax, heads, partial));
  }
  return heads;
}

// Where too many live, those of whom a name begins as one that was said.
Result<sqlite::Rows> Lookups::living_at(const std::string& postal_code, const Lookup& lookup) {
  const auto given = beginning_of(lookup.given_name);
  const auto family = beginning_of(lookup.family_name);
  TP_TRY(const auto living,
         session_.integer("SELECT count(*) FROM (SELECT 1 FROM profiles WHERE postal_code = ?"
                          " AND postal_code <> '' LIMIT ?)",
                          postal_code, kComparedMax + 1));
  const bool too_many = living.value_or(0) > static_cast<std::int64_t>(kComparedMax);
  const bool named = !given.empty() || !family.empty();
  return session_.query(
      "SELECT id FROM profiles WHERE postal_code = ?1 AND postal_code <> '' AND (NOT ?2"
      " OR family_name LIKE ?3 OR given_name LIKE ?3 OR family_name LIKE ?4 OR given_name LIKE ?4)"
      " LIMIT ?5",
      postal_code, too_many && named, given, family, kComparedMax + 1);
}

Result<void> Lookups::add_heads(sqlite::Rows rows, std::size_t most, std::set<std::int64_t>& heads,
                                bool& partial) {
  std::vector<std::int64_t> records;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) break;
    records.push_back(rows.integer(0));
  }
  if (records.size() > most) {
    partial = true;
    records.resize(most);
  }
  for (const auto record : records) {
    TP_TRY(const auto head, graph_.head_of(record));
    heads.insert(head);
  }
  return success();
}

Result<LookupAnswer> Lookups::by_word(const Lookup& lookup) {
  bool partial = false;
  TP_TRY(const auto heads, heads_near(lookup, partial));
  std::vector<NearPerson> near;
  near.reserve(heads.size());
  for (const auto head : heads) {
    TP_TRY(auto person, identities_.person(head));
    near.push_back({head, std::move(person)});
  }
  TP_TRY(const auto all, count());
  auto [found, keys] = judge(lookup, near, all);
  found.partial = partial;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    TP_TRY(found.candidates[i].last_bought, last_bought(keys[i]));
  }
  LookupAnswer answer;
  answer.people = static_cast<std::int64_t>(keys.size());
  answer.found = std::move(found);
  return answer;
}

Result<std::optional<WallTime>> Lookups::last_bought(std::int64_t head) {
  TP_TRY(const auto at,
         session_.integer("SELECT max(placed_ms) FROM orders WHERE profile = ?1 OR profile IN"
                          " (SELECT profile FROM joined WHERE head = ?1)",
                          head));
  return at ? std::optional{from_ms(*at)} : std::nullopt;
}

// About how many people there are; records are never let go of.
Result<std::int64_t> Lookups::count() {
  TP_TRY(const auto last, session_.integer("SELECT max(id) FROM profiles"));
  return last.value_or(0);
}

}  // namespace touchpoint::hub
