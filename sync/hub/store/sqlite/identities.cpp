#include "sync/hub/store/sqlite/identities.hpp"

#include <algorithm>
#include <map>

namespace touchpoint::hub {
namespace {

constexpr std::int64_t kFoundMax = 8;      // profiles with one identifier
constexpr std::int64_t kHoldersMax = 256;  // records that are looked at for one identifier
constexpr std::int64_t kNamesakesMax = 4;  // born on one day; more are a form's filling
constexpr const char* kBirth = "birth";

// Letters of ASCII in lower case: a scorer does better (likeness.hpp), this only finds pairs.
std::string name_of(const Profile& profile) {
  std::string name = profile.family_name + "\n" + profile.given_name;
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

bool is_namesake(const Profile& one, const Profile& other) {
  return one.birth_date.size() == 10 && one.birth_date == other.birth_date &&
         !one.given_name.empty() && !one.family_name.empty() && name_of(one) == name_of(other);
}

std::vector<std::int64_t> distinct(std::vector<std::int64_t> numbers) {
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

Result<std::vector<std::int64_t>> all_integers(sqlite::Rows rows) {
  std::vector<std::int64_t> found;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    found.push_back(rows.integer(0));
  }
}

}  // namespace

Result<std::int64_t> Identities::record_of(const std::string& profile) {
  TP_TRY(const auto record, people_.find(profile));
  if (!record) return refused("there is no profile with this id");
  return *record;
}

Result<std::int64_t> Identities::head_of(const std::string& profile) {
  TP_TRY(const auto record, record_of(profile));
  return graph_.head_of(record);
}

Result<std::string> Identities::join(const ProfileDecision& decision, WallTime now) {
  TP_TRY(const auto one, record_of(decision.one));
  TP_TRY(const auto other, record_of(decision.other));
  TP_TRY(const auto head, graph_.join(one, other, decision, now));
  TP_TRY(const auto record, people_.load(head));
  return record ? record->profile.id : std::string{};
}

Result<void> Identities::part(const ProfileDecision& decision, WallTime now) {
  TP_TRY(const auto one, record_of(decision.one));
  TP_TRY(const auto other, record_of(decision.other));
  return graph_.part(one, other, decision, now);
}

Result<void> Identities::reconsider(const ProfileDecision& decision, WallTime now) {
  TP_TRY(const auto one, record_of(decision.one));
  TP_TRY(const auto other, record_of(decision.other));
  return graph_.reconsider(one, other, now);
}

Result<ToldRecord> Identities::told(std::int64_t record) {
  TP_TRY(auto loaded, people_.load(record));
  if (!loaded) return damaged("a record of a profile is not there");
  ToldRecord told{.key = {}, .profile = std::move(loaded->profile), .orders = 0, .experiences = 0};
  TP_TRY(told.key, people_.key_of(record));
  TP_TRY(const auto orders,
         session_.integer("SELECT count(*) FROM orders WHERE profile = ?", record));
  TP_TRY(const auto experiences,
         session_.integer("SELECT count(*) FROM history WHERE profile = ?", record));
  told.orders = orders.value_or(0);
  told.experiences = experiences.value_or(0);
  return told;
}

Result<ProfileView> Identities::view(std::int64_t head) {
  std::vector<std::int64_t> records{head};
  TP_TRY(const auto others, graph_.others_of(head));
  for (const auto& other : others)
    records.push_back(other.record);
  ProfileView view;
  for (const auto record : records) {
    TP_TRY(auto one, told(record));
    view.records.push_back(std::move(one));
  }
  TP_TRY(view.edges, graph_.edges_of(records));
  TP_TRY(const auto whole, person(head));
  for (const auto& identifier : whole.identifiers) {
    const auto kind = to_text(identifier.kind);
    TP_TRY(const auto people, people_with(kind, identifier.value));
    if (people > rules_.people_max(kind)) view.shared.push_back(identifier);
  }
  return view;
}

Result<std::vector<std::string>> Identities::find(const Identifier& identifier) {
  const auto kind = to_text(identifier.kind);
  TP_TRY(auto rows, session_.query("SELECT DISTINCT profile FROM profile_identifiers WHERE kind = ?"
                                   " AND space = '' AND value = ? LIMIT ?",
                                   kind, identifier.value, kFoundMax));
  TP_TRY(const auto records, all_integers(std::move(rows)));
  TP_TRY(const auto heads, heads_of(records));
  std::vector<std::string> ids;
  for (const auto head : heads) {
    TP_TRY(auto record, people_.load(head));
    if (record) ids.push_back(std::move(record->profile.id));
  }
  return ids;
}

// Without orders and history.
Result<Profile> Identities::person(std::int64_t head) {
  TP_TRY(auto own, people_.load(head));
  if (!own) return damaged("a profile is not there");
  std::vector<ProfileRecord> records{std::move(*own)};
  TP_TRY(const auto others, graph_.others_of(head));
  for (const auto& other : others) {
    TP_TRY(auto record, people_.load(other.record));
    if (!record) continue;
    record->joined = other.since;
    records.push_back(std::move(*record));
  }
  return joined_profile(std::move(records));
}

Result<std::vector<std::int64_t>> Identities::heads_of(const std::vector<std::int64_t>& records) {
  std::vector<std::int64_t> heads;
  for (const auto record : records) {
    TP_TRY(const auto head, graph_.head_of(record));
    heads.push_back(head);
  }
  return distinct(std::move(heads));
}

Result<std::int64_t> Identities::people_with(std::string_view kind, const std::string& value) {
  TP_TRY(auto rows, session_.query("SELECT DISTINCT profile FROM profile_identifiers"
                                   " WHERE kind = ? AND space = '' AND value = ? LIMIT ?",
                                   kind, value, kHoldersMax));
  TP_TRY(const auto records, all_integers(std::move(rows)));
  TP_TRY(const auto heads, heads_of(records));
  return static_cast<std::int64_t>(heads.size());
}

// --- who may be one -----------------------------------------------------------------------------

Result<TwinPage> Identities::twins(const TwinCursor& from, std::int64_t rows_max) {
  TwinPage page;
  TP_TRY(const auto people, session_.integer("SELECT (SELECT count(*) FROM profiles) -"
                                             " (SELECT count(*) FROM joined)"));
  page.people = people.value_or(0);
  TP_TRY(const auto groups, next_holders(from, rows_max, page.next));
  for (const auto& holders : groups) {
    if (from.kind == kBirth) {
      TP_CHECK(add_namesakes(holders, page));
    } else if (!rules_.blocks(from.kind, holders.value)) {
      TP_TRY(const auto heads, heads_of(holders.records));
      TP_CHECK(add_pairs({.kind = from.kind, .value = holders.value}, heads, page));
    }
  }
  return page;
}

// Whole groups only: the last may go on behind the rows that were read, and is read again.
Result<std::vector<Identities::Holders>> Identities::next_holders(const TwinCursor& from,
                                                                  std::int64_t rows_max,
                                                                  TwinCursor& next) {
  const bool of_dates = from.kind == kBirth;
  TP_TRY(
      auto rows,
      session_.query(of_dates ? "SELECT birth_date, id FROM profiles WHERE length(birth_date) = 10"
                                " AND ?1 = 'birth' AND birth_date > ?2 ORDER BY birth_date, id"
                                " LIMIT ?3"
                              : "SELECT value, profile FROM profile_identifiers WHERE kind = ?1"
                                " AND space = '' AND value > ?2 ORDER BY value, profile LIMIT ?3",
                     from.kind, from.value, rows_max));
  std::vector<Holders> groups;
  std::int64_t read = 0;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) break;
    ++read;
    if (groups.empty() || groups.back().value != rows.text(0)) {
      groups.push_back({.value = std::string(rows.text(0)), .records = {}});
    }
    groups.back().records.push_back(rows.integer(1));
  }
  next = from;
  if (read < rows_max) {
    next.done = of_dates;
    next.kind = from.kind == "email" ? "phone" : kBirth;
    next.value.clear();
  } else {
    if (groups.size() > 1) groups.pop_back();
    next.value = groups.back().value;
  }
  std::erase_if(groups, [](const Holders& holders) { return holders.records.size() < 2; });
  return groups;
}

// Of those who were born on one day, the ones who are called the same.
Result<void> Identities::add_namesakes(const Holders& holders, TwinPage& page) {
  std::map<std::string, std::vector<std::int64_t>> by_name;
  for (const auto record : holders.records) {
    TP_TRY(const auto told, people_.load(record));
    if (!told || told->profile.given_name.empty() || told->profile.family_name.empty()) continue;
    by_name[name_of(told->profile)].push_back(record);
  }
  for (const auto& [name, records] : by_name) {
    TP_TRY(const auto heads, heads_of(records));
    TP_CHECK(add_pairs({.kind = kBirth, .value = holders.value}, heads, page));
  }
  return success();
}

// A pair is named where the first thing stands that the two have in common, and only there.
Result<void> Identities::add_pairs(const TwinCursor& here, const std::vector<std::int64_t>& heads,
                                   TwinPage& page) {
  const bool of_dates = here.kind == kBirth;
  const auto people_max = of_dates ? kNamesakesMax : rules_.people_max(here.kind);
  if (static_cast<std::int64_t>(heads.size()) > people_max) return success();
  for (std::size_t i = 0; i < heads.size(); ++i) {
    for (std::size_t j = i + 1; j < heads.size(); ++j) {
      TP_TRY(const bool apart, graph_.are_apart(heads[i], heads[j]));
      if (apart) continue;
      Twins twins;
      TP_TRY(twins.older, person(heads[i]));
      TP_TRY(twins.newer, person(heads[j]));
      TP_TRY(auto shared, shared_by(twins.older, twins.newer));
      const bool first = of_dates ? shared.empty()
                                  : !shared.empty() && shared.front().kind == here.kind &&
                                        shared.front().value == here.value;
      if (!first) continue;
      for (const auto& each : shared)
        twins.shared.push_back({.what = each.kind, .people = each.people});
      if (is_namesake(twins.older, twins.newer)) {
        twins.shared.push_back({.what = "name_and_birth", .people = 2});
      }
      page.twins.push_back(std::move(twins));
    }
  }
  return success();
}

// In the order in which they are looked through.
Result<std::vector<Identities::Common>> Identities::shared_by(const Profile& older,
                                                              const Profile& newer) {
  std::vector<Common> shared;
  for (const auto& identifier : older.identifiers) {
    if (identifier.kind == IdentifierKind::verified_email) continue;  // its `email` is there, too
    const auto kind = to_text(identifier.kind);
    const auto& theirs = newer.identifiers;
    const bool both = std::ranges::find(theirs, identifier) != theirs.end();
    if (!both || rules_.blocks(kind, identifier.value)) continue;
    TP_TRY(const auto people, people_with(kind, identifier.value));
    if (people > rules_.people_max(kind)) continue;
    shared.push_back({.kind = std::string(kind), .value = identifier.value, .people = people});
  }
  return shared;
}

}  // namespace touchpoint::hub
