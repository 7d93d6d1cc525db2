// A power cut at every operation while a file is made or brought up to a newer schema: it is at one
// version or the next, never between, with all its rows, and goes on from there.
#include <algorithm>
#include <array>

#include "faults/rig.hpp"
#include "journal/journal_file.hpp"
#include "profiles/replica_writer.hpp"
#include "sqlite/schema.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::faults {
namespace {

using support::PowerCutVfs;
using Survival = PowerCutVfs::Survival;

constexpr int kRows = 120;

// A table of the rig's own stands in each older file, and these come after the real steps: what
// later releases will do, so that there is something to cut today.
constexpr std::string_view kOwnTable =
    "CREATE TABLE rig (row INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;";
constexpr std::array<std::string_view, 3> kLaterSteps = {
    "CREATE TABLE rig_copy (row INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
    "INSERT INTO rig_copy SELECT row, text FROM rig;",
    "ALTER TABLE rig ADD COLUMN length INTEGER; UPDATE rig SET length = length(text);"
    "CREATE INDEX rig_by_length ON rig (length);",
    "DROP TABLE rig; ALTER TABLE rig_copy RENAME TO rig;"};

// A schema that ends after some of its steps.
class Prefix {
 public:
  Prefix(const sqlite::Schema& schema, int version)
      : steps_(schema.steps.begin(), schema.steps.begin() + version), schema_(schema) {
    schema_.steps = steps_;
    if (version == schema.version()) return;
    for (const auto step : steps_)
      whole_ += step;
    schema_.whole = whole_;
  }
  Prefix(const Prefix&) = delete;
  Prefix& operator=(const Prefix&) = delete;
  const sqlite::Schema& operator*() const { return schema_; }

 private:
  std::vector<std::string_view> steps_;
  std::string whole_;
  sqlite::Schema schema_;
};

Result<sqlite::Database> open(const std::filesystem::path& file) {
  return sqlite::Database::open(file, {.exclusive = true, .owner_checkpoints = true});
}

Result<void> bring_up(const std::filesystem::path& file, const sqlite::Schema& schema) {
  TP_TRY(auto database, open(file));
  TP_CHECK(sqlite::bring_up(database, schema));
  return database.empty_log();
}

// A file of an older release, with rows. Version 0: none yet.
Result<void> make_older(const std::filesystem::path& file, const sqlite::Schema& schema,
                        int version) {
  if (version == 0) return success();
  const Prefix older{schema, version};
  TP_CHECK(bring_up(file, *older));
  TP_TRY(auto database, open(file));
  TP_CHECK(database.execute(kOwnTable));
  TP_CHECK(database.execute(
      "WITH RECURSIVE n(row) AS (SELECT 1 UNION ALL SELECT row + 1 FROM n WHERE row < " +
      std::to_string(kRows) + ") INSERT INTO rig SELECT row, 'row ' || hex(row * 1000) FROM n"));
  return database.empty_log();
}

struct Seen {
  std::int64_t version = 0;
  std::string schema;
  std::string rows;
  bool operator==(const Seen&) const = default;
};

Result<Seen> look(const std::filesystem::path& file) {
  TP_TRY(auto database, open(file));
  const auto verdict = database.ask_text("PRAGMA integrity_check");
  if (!verdict) return verdict.error();
  if (verdict.value() != "ok") return damaged(verdict.value());
  Seen seen;
  TP_TRY(seen.version, database.ask_integer("PRAGMA user_version"));
  TP_TRY(seen.schema,
         database.ask_text("SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema "
                           "WHERE sql IS NOT NULL ORDER BY type, name)"));
  // A column that was added stands behind the others, and only white space tells.
  const bool has_own = seen.schema.find(" rig ") != std::string::npos ||
                       seen.schema.find("\"rig\"") != std::string::npos;
  std::erase_if(seen.schema, [](char c) { return c == ' ' || c == '\n'; });
  if (!has_own) return seen;
  TP_TRY(seen.rows, database.ask_text("SELECT group_concat(row || text, ',') FROM "
                                      "(SELECT row, text FROM rig ORDER BY row)"));
  return seen;
}

struct Upgrade {
  std::string name;
  const sqlite::Schema& schema;  // with the later steps
  int from;
  int to;
};

class Upgrading {
 public:
  Upgrading(const Plan& plan, Tally& tally) : plan_(plan), tally_(tally) {}

  void cut_everywhere(const Upgrade& upgrade);

 private:
  std::vector<Seen> versions_of(const Upgrade& upgrade, Case& its_case);
  bool cut_at(const Upgrade& upgrade, std::int64_t k, Survival survival, Case& its_case);

  const Plan& plan_;
  Tally& tally_;
  std::vector<Seen> versions_;  // from `from` on, as they are without cuts
};

std::vector<Seen> Upgrading::versions_of(const Upgrade& upgrade, Case& its_case) {
  std::vector<Seen> versions;
  const auto file = its_case.folder / "reference.db";
  const auto note = [&](Result<void> made) {
    auto seen = made ? look(file) : Result<Seen>{made.error()};
    if (!seen) return its_case.wrong(Wrong::other, seen.error().sentence());
    versions.push_back(std::move(seen).value());
  };
  note(make_older(file, upgrade.schema, upgrade.from));
  for (int version = upgrade.from + 1; version <= upgrade.to && its_case.is_well(); ++version) {
    const Prefix next{upgrade.schema, version};
    note(bring_up(file, *next));
  }
  return versions;
}

// False when everything was done before the cut.
bool Upgrading::cut_at(const Upgrade& upgrade, std::int64_t k, Survival survival, Case& its_case) {
  const auto file = its_case.folder / "upgraded.db";
  const Prefix target{upgrade.schema, upgrade.to};
  if (!make_older(file, upgrade.schema, upgrade.from)) {
    its_case.wrong(Wrong::other, "no older file can be made");
    return false;
  }
  its_case.disk.cut_power_at(k);
  static_cast<void>(bring_up(file, *target).has_value());
  if (its_case.disk.has_power()) return false;
  its_case.disk.restore_power(survival, its_case.seed);
  ++tally_.cuts;

  const auto seen = look(file);
  if (!seen) {
    its_case.wrong(Wrong::lost, "the file cannot be read: " + seen.error().sentence());
    return true;
  }
  if (std::ranges::find(versions_, seen.value()) == versions_.end()) {
    its_case.wrong(Wrong::other, "it is between two versions, or has lost rows; it says version " +
                                     std::to_string(seen.value().version));
    return true;
  }
  const auto done = bring_up(file, *target);
  const auto after = done ? look(file) : Result<Seen>{done.error()};
  if (!after || after.value() != versions_.back()) {
    its_case.wrong(Wrong::other,
                   "it does not go on from version " + std::to_string(seen.value().version));
  }
  ++tally_.acknowledged;
  return true;
}

void Upgrading::cut_everywhere(const Upgrade& upgrade) {
  constexpr std::array<std::pair<std::string_view, Survival>, 4> kSurvivals = {
      {{"none", Survival::none},
       {"half", Survival::half},
       {"most", Survival::most},
       {"all", Survival::all}}};
  const auto name = upgrade.name + ":" + std::to_string(upgrade.from);
  if (!plan_.only_at.empty() && !plan_.only_at.starts_with(name + ":")) return;
  {
    Case its_case{"--only migrations", plan_.seed, tally_};
    versions_ = versions_of(upgrade, its_case);
    if (!its_case.is_well()) return;
  }
  bool more = true;
  for (std::int64_t k = 1; more; k += plan_.only_at.empty() ? plan_.stride : 1) {
    for (const auto& [survivors, survival] : kSurvivals) {
      const auto at = name + ":" + std::to_string(k) + ":" + std::string{survivors};
      if (!plan_.only_at.empty() && plan_.only_at != at) continue;
      Case its_case{"--only migrations --seed " + std::to_string(plan_.seed) + " --at " + at,
                    plan_.seed + static_cast<std::uint64_t>(k), tally_};
      more = cut_at(upgrade, k, survival, its_case) && plan_.only_at.empty();
      if (!more) break;
    }
    if (k > 100'000 || (plan_.until_wrong && tally_.wrong() > 0)) break;
  }
}

}  // namespace

Tally run_migrations(const Plan& plan) {
  Tally tally;
  const std::array<std::pair<std::string_view, const sqlite::Schema*>, 3> kAll = {
      {{"journal", &journal::journal_schema()},
       {"replica", &profiles::replica_schema()},
       {"hub", &hub::hub_schema()}}};
  for (const auto& [name, real] : kAll) {
    std::vector<std::string_view> steps(real->steps.begin(), real->steps.end());
    steps.insert(steps.end(), kLaterSteps.begin(), kLaterSteps.end());
    auto later = *real;
    later.steps = steps;
    Upgrading upgrading{plan, tally};
    upgrading.cut_everywhere({std::string{name}, *real, 0, real->version()});
    for (int from = 1; from <= real->version(); ++from)
      upgrading.cut_everywhere({std::string{name}, later, from, later.version()});
  }
  return tally;
}

}  // namespace touchpoint::faults
