#include "profiles/replica_reader.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "profiles/document.hpp"

namespace touchpoint::profiles {
namespace {

// A replica of a million profiles is half of this; the part that is not mapped is read as usual.
constexpr std::int64_t kMappedMax = sizeof(void*) == 8 ? 0x7fff'0000 : 128 * 1024 * 1024;

}  // namespace

ReplicaReader::ReplicaReader(sqlite::Database database, const Surroundings& surroundings)
    : database_(std::move(database)), secrecy_(surroundings.keys, surroundings.random) {}

Result<std::unique_ptr<ReplicaReader>> ReplicaReader::open(const Options& options,
                                                           const Surroundings& surroundings) {
  TP_TRY(auto database,
         sqlite::Database::open(options.file, {.access = sqlite::Options::Access::read_only,
                                               .mmap_bytes = kMappedMax}));
  std::unique_ptr<ReplicaReader> reader{new ReplicaReader(std::move(database), surroundings)};
  TP_CHECK(reader->database_.prepare_all(
      {{&reader->find_identifier_, "SELECT row FROM identifiers WHERE hash = ?"},
       {&reader->find_profile_, "SELECT row FROM profiles WHERE profile = ?"},
       {&reader->read_profile_, "SELECT profile, version, document FROM profiles WHERE row = ?"},
       {&reader->read_history_,
        "SELECT body FROM history WHERE row = ? ORDER BY time_ms DESC LIMIT ?"},
       {&reader->here_of_profile_, "SELECT sequence, status, body FROM here WHERE profile = ?"},
       {&reader->here_of_order_,
        "SELECT sequence, status, body FROM here WHERE order_hash = ? AND profile IS NULL"},
       {&reader->read_traces_, "SELECT phones FROM traces WHERE row = ?"},
       {&reader->registered_, "SELECT 1 FROM registered WHERE row = ?"},
       {&reader->read_task_steps_, "SELECT step, body FROM task_steps"},
       {&reader->count_, "SELECT profiles FROM replica"}}));
  TP_CHECK(reader->terms_.prepare(reader->database_));
  return reader;
}

Result<std::vector<std::int64_t>> ReplicaReader::rows_with(const Identifier& identifier) {
  std::vector<std::int64_t> found;
  const auto hash = secrecy_.hash(identifier);
  auto rows = find_identifier_.query(BytesView{hash});
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    found.push_back(rows.integer(0));
  }
}

Result<Finding> ReplicaReader::find(const std::vector<Identifier>& identifiers) {
  TP_TRY(auto view, sqlite::Transaction::begin_read(database_));
  Finding finding;
  std::optional<std::int64_t> row;  // of whom the identifiers lead to that are one person's
  std::vector<std::int64_t> people;
  bool differ = false;
  bool shared = false;
  for (const auto& identifier : identifiers) {
    TP_TRY(const auto found, rows_with(identifier));
    people.insert(people.end(), found.begin(), found.end());
    shared = shared || found.size() > 1;
    if (found.size() != 1) continue;
    differ = differ || (row && *row != found.front());
    if (!row) finding.by = identifier.kind;
    if (std::ranges::find(finding.led, identifier.kind) == finding.led.end()) {
      finding.led.push_back(identifier.kind);
    }
    row = found.front();
  }
  std::ranges::sort(people);
  const auto last = std::unique(people.begin(), people.end());
  finding.people = static_cast<std::size_t>(last - people.begin());
  if (differ) {
    finding.why = WhyUnknown::ambiguous;
  } else if (row) {
    TP_TRY(finding.profile, whole(*row));
  } else if (shared) {
    finding.why = WhyUnknown::shared;
  }
  return finding;
}

Result<Finding> ReplicaReader::read(const std::string& profile) {
  Finding finding;
  const auto id = Uuid::parse(profile);
  if (!id) return finding;
  TP_TRY(auto view, sqlite::Transaction::begin_read(database_));
  TP_TRY(const auto row, row_of(*id));
  if (row) {
    TP_TRY(finding.profile, whole(*row));
  }
  return finding;
}

// Also of one that was merged: whoever still names it means the profile that it is now.
Result<std::optional<std::int64_t>> ReplicaReader::row_of(const Uuid& profile) {
  {
    auto rows = find_profile_.query(profile.bytes());
    TP_TRY(const bool found, rows.next());
    if (found) return std::optional{rows.integer(0)};
  }
  const auto hash = secrecy_.hash_merged(profile);
  auto rows = find_identifier_.query(BytesView{hash});
  TP_TRY(const bool found, rows.next());
  return found ? std::optional{rows.integer(0)} : std::nullopt;
}

Result<std::optional<Profile>> ReplicaReader::document(std::int64_t row) {
  auto rows = read_profile_.query(row);
  TP_TRY(const bool found, rows.next());
  if (!found) return std::optional<Profile>{};
  const auto id = Uuid::from_bytes(rows.blob(0));
  if (!id) return damaged("a profile in the replica has no id");
  TP_TRY(const auto plain, secrecy_.open(Secrecy::Place::document, id->bytes(), rows.blob(2)));
  TP_TRY(auto profile, decode_document(plain));
  profile.id = id->text();
  profile.version = rows.integer(1);
  TP_TRY(profile.here, is_registered(row));
  return std::optional{std::move(profile)};
}

Result<bool> ReplicaReader::is_registered(std::int64_t row) {
  return registered_.query(row).next();
}

Result<std::optional<Profile>> ReplicaReader::whole(std::int64_t row) {
  TP_TRY(auto profile, document(row));
  if (!profile) return damaged("an identifier in the replica leads nowhere");
  const auto id = Uuid::parse(profile->id).value_or(Uuid{});
  TP_CHECK(add_history(*profile, id, row));
  TP_TRY(const auto effects, effects_on(*profile, id));
  apply_effects(*profile, effects);
  return profile;
}

Result<void> ReplicaReader::add_history(Profile& profile, const Uuid& id, std::int64_t row) {
  auto rows = read_history_.query(row, limits::kProfileHistoryMax);
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return success();
    TP_TRY(const auto plain, secrecy_.open(Secrecy::Place::history, id.bytes(), rows.blob(0)));
    TP_TRY(auto experience, decode_experience(plain));
    profile.history.push_back(std::move(experience));
  }
}

// Those that name the profile, and those that name nobody but an order of it.
Result<std::vector<LocalEffect>> ReplicaReader::effects_on(const Profile& profile, const Uuid& id) {
  std::vector<LocalEffect> effects;
  TP_CHECK(collect(here_of_profile_.query(id.bytes()), effects));
  for (const auto& order : profile.orders) {
    const auto hash = secrecy_.hash({IdentifierKind::order, order.order_id});
    TP_CHECK(collect(here_of_order_.query(BytesView{hash}), effects));
  }
  std::ranges::sort(effects, {}, &LocalEffect::sequence);
  return effects;
}

Result<void> ReplicaReader::collect(sqlite::Rows rows, std::vector<LocalEffect>& effects) {
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return success();
    LocalEffect effect;
    effect.sequence = rows.integer(0);
    if (!rows.is_null(1)) {
      effect.status = order_status_of(static_cast<std::uint64_t>(rows.integer(1)));
    }
    const auto owner = owner_of(effect.sequence);
    TP_TRY(const auto plain, secrecy_.open(Secrecy::Place::here, owner, rows.blob(2)));
    TP_TRY(effect.experience, decode_experience(plain));
    effects.push_back(std::move(effect));
  }
}

}  // namespace touchpoint::profiles
