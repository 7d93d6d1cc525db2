// Opening profiles.db: the schema, whether it is this device's, and what it holds.
#include <algorithm>
#include <array>

#include "profiles/statements.hpp"
#include "recognition/search.hpp"

extern "C" {
extern const unsigned char touchpoint_profiles_schema[];
extern const unsigned long touchpoint_profiles_schema_size;
extern const unsigned char touchpoint_profiles_0001[];
extern const unsigned long touchpoint_profiles_0001_size;
extern const unsigned char touchpoint_profiles_0002[];
extern const unsigned long touchpoint_profiles_0002_size;
extern const unsigned char touchpoint_profiles_0003[];
extern const unsigned long touchpoint_profiles_0003_size;
extern const unsigned char touchpoint_profiles_0004[];
extern const unsigned long touchpoint_profiles_0004_size;
}

namespace touchpoint::profiles {
namespace {

constexpr std::int32_t kApplicationId = 0x5450'5046;  // "TPPF"

bool is_unusable(const Error& error) {
  if (error.is(Condition::refused)) return true;  // another program's, a newer release's
  return error.is(Condition::damaged) && !sqlite::is_disk_error(error);
}

std::optional<WallTime> time_in(const sqlite::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return WallTime{std::chrono::milliseconds{rows.integer(column)}};
}

}  // namespace

const sqlite::Schema& replica_schema() {
  static const std::array<std::string_view, 4> steps{
      sqlite::embedded(touchpoint_profiles_0001, touchpoint_profiles_0001_size),
      sqlite::embedded(touchpoint_profiles_0002, touchpoint_profiles_0002_size),
      sqlite::embedded(touchpoint_profiles_0003, touchpoint_profiles_0003_size),
      sqlite::embedded(touchpoint_profiles_0004, touchpoint_profiles_0004_size)};
  static const sqlite::Schema schema{
      .name = "the replica",
      .application_id = kApplicationId,
      .whole = sqlite::embedded(touchpoint_profiles_schema, touchpoint_profiles_schema_size),
      .steps = steps};
  return schema;
}

Result<std::unique_ptr<ReplicaWriter::Statements>> ReplicaWriter::Statements::prepare(
    sqlite::Database& database) {
  auto all = std::make_unique<Statements>();
  TP_CHECK(database.prepare_all(
      {{&all->write_holding,
        "UPDATE replica SET epoch = ?, since = ?, as_of_ms = ?, journal = ?, reflects = ?, "
        "profiles = ?, lease_boot = ?, lease_uptime_ms = ?, lease_wall_ms = ?, floor_age_ms = ?, "
        "floor_boot = ?, floor_uptime_ms = ?"},
       {&all->find_profile, "SELECT row, hashes, document FROM profiles WHERE profile = ?"},
       {&all->insert_profile,
        "INSERT INTO profiles(profile, version, hashes, document) VALUES (?, ?, ?, ?) "
        "RETURNING row"},
       {&all->update_profile,
        "UPDATE profiles SET version = ?, hashes = ?, document = ? WHERE row = ?"},
       {&all->delete_profile, "DELETE FROM profiles WHERE row = ?"},
       {&all->insert_identifier, "INSERT INTO identifiers VALUES (?, ?) ON CONFLICT DO NOTHING"},
       {&all->delete_identifier, "DELETE FROM identifiers WHERE hash = ? AND row = ?"},
       {&all->insert_history, "INSERT INTO history VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"},
       {&all->delete_history, "DELETE FROM history WHERE row = ?"},
       {&all->insert_here, "INSERT INTO here VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"},
       {&all->move_here, "UPDATE here SET profile = ? WHERE profile = ?"},
       {&all->find_merged,
        "SELECT profile FROM identifiers JOIN profiles USING (row) WHERE hash = ?"},
       {&all->delete_here_of, "DELETE FROM here WHERE profile = ?"},
       {&all->delete_here_through, "DELETE FROM here WHERE sequence <= ?"},
       {&all->write_termed, "INSERT OR REPLACE INTO termed VALUES (1, ?, ?, ?)"},
       {&all->find_traces, "SELECT phones FROM traces WHERE row = ?"},
       {&all->write_traces, "INSERT OR REPLACE INTO traces VALUES (?, ?)"},
       {&all->delete_traces, "DELETE FROM traces WHERE row = ?"},
       {&all->find_registered, "SELECT 1 FROM registered WHERE row = ?"},
       {&all->registered_at,
        "SELECT profile FROM registered JOIN profiles USING (row) WHERE sequence = ?"},
       {&all->registered_through,
        "SELECT profile FROM registered JOIN profiles USING (row) WHERE sequence <= ? LIMIT 1"},
       {&all->write_registered,
        "INSERT OR REPLACE INTO registered SELECT row, ? FROM profiles WHERE profile = ?"},
       {&all->delete_registered, "DELETE FROM registered WHERE row = ?"},
       {&all->find_task, "SELECT 1 FROM task_steps WHERE task = ? LIMIT 1"},
       {&all->insert_task_step,
        "INSERT INTO task_steps VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET kept_ms = max(kept_ms, excluded.kept_ms)"},
       {&all->delete_task, "DELETE FROM task_steps WHERE task = ?"},
       {&all->delete_task_steps_of, "DELETE FROM task_steps WHERE profile = ?"},
       {&all->delete_old_task_steps,
        "DELETE FROM task_steps WHERE task IN (SELECT task FROM task_steps GROUP BY task"
        " HAVING max(kept_ms) < ?)"},
       {&all->profiles_after,
        "SELECT row, profile, document FROM profiles WHERE row > ? ORDER BY row LIMIT ?"},
       {&all->status_here,
        "SELECT status FROM here WHERE order_hash = ? AND status IS NOT NULL"
        " ORDER BY sequence DESC LIMIT 1"}}));
  TP_CHECK(all->terms.prepare(database));
  return all;
}

Result<std::unique_ptr<ReplicaWriter>> ReplicaWriter::open(const Options& options,
                                                           const Surroundings& surroundings) {
  TP_TRY(auto database,
         sqlite::Database::open(options.file, {.synchronous = sqlite::Options::Synchronous::normal,
                                               .secure_delete = true,
                                               .owner_checkpoints = true}));
  TP_CHECK(sqlite::bring_up(database, replica_schema()));
  std::unique_ptr<ReplicaWriter> writer{
      new ReplicaWriter(options, std::move(database), surroundings)};
  TP_TRY(writer->statements_, Statements::prepare(writer->database_));
  TP_CHECK(writer->load());
  return writer;
}

Result<void> ReplicaWriter::load() {
  TP_TRY(auto insert, database_.prepare("INSERT INTO replica VALUES "
                                        "(1, ?, '', 0, NULL, ?, 0, 0, NULL, 0, NULL, 0, NULL, 0) "
                                        "ON CONFLICT DO NOTHING"));
  const auto key_check = secrecy_.key_check();
  TP_CHECK(insert.run(key_check, journal_));
  std::string journal;
  {
    TP_TRY(auto select, database_.prepare("SELECT * FROM replica"));
    auto rows = select.query();
    TP_TRY(const bool found, rows.next());
    if (!found || !std::ranges::equal(rows.blob(1), key_check)) {
      return damaged("the replica was sealed with another device key");
    }
    holding_.epoch = rows.text(2);
    holding_.since = rows.integer(3);
    holding_.as_of = time_in(rows, 4);
    journal = rows.text(5);
    holding_.reflects = rows.integer(6);
    holding_.profiles = rows.integer(7);
    holding_.lease.boot = Uuid::from_bytes(rows.blob(8));
    holding_.lease.uptime = BootTime{rows.integer(9)};
    holding_.lease.wall = time_in(rows, 10);
    holding_.lease.floor_age = std::chrono::milliseconds{rows.integer(11)};
    holding_.lease.floor_boot = Uuid::from_bytes(rows.blob(12));
    holding_.lease.floor_uptime = BootTime{rows.integer(13)};
  }
  if (journal != journal_) {
    // A new journal counts from 1 again: rows of the former one would be taken for its.
    holding_.reflects = 0;
    // What could be read of the former one is recorded again; whoever was registered in it goes
    // with the next page unless they come with it.
    TP_CHECK(database_.execute("DELETE FROM here; UPDATE registered SET sequence = 0;"));
    TP_CHECK(write(holding_));
  }
  TP_CHECK(load_terms());
  return note_lease();
}

// Where this release would make other terms, or one that makes none has written meanwhile, they are
// made anew: from what the centre says, because nobody here knows the phones.
Result<void> ReplicaWriter::load_terms() {
  {
    TP_TRY(auto select, database_.prepare("SELECT version, since, whole FROM termed"));
    auto rows = select.query();
    TP_TRY(const bool found, rows.next());
    if (found && rows.integer(0) == recognition::kSearchTermsVersion &&
        rows.integer(1) == holding_.since) {
      holding_.searchable = rows.integer(2) == 1;
      return success();
    }
  }
  TP_TRY(auto transaction, sqlite::Transaction::begin(database_));
  TP_CHECK(database_.execute("DELETE FROM terms; DELETE FROM traces;"));
  holding_.since = 0;
  holding_.searchable = false;
  TP_CHECK(write(holding_));
  return transaction.commit();
}

Result<OpenedReplica> open_or_set_aside(const Options& options, const Surroundings& surroundings) {
  const auto& path = options.file;
  std::optional<Error> unusable;
  if (sqlite::is_orphaned_log(path)) {
    unusable = damaged("there is a log without its database");
  } else if (sqlite::is_suspect(path)) {
    unusable = damaged("it failed while it was in use");
  } else {
    auto opened = ReplicaWriter::open(options, surroundings);
    if (opened) return OpenedReplica{std::move(opened).value(), std::nullopt};
    if (!is_unusable(opened.error())) return opened.error().within("cannot open the replica");
    unusable = opened.error();
  }
  TP_TRY(auto aside, sqlite::set_aside(path, surroundings.clock.wall()));
  TP_TRY(auto writer, ReplicaWriter::open(options, surroundings));
  auto sentence = "the replica of profiles could not be used (" + unusable->sentence() +
                  "); it was set aside as " + aside.filename().string() +
                  " and will be pulled again";
  return OpenedReplica{std::move(writer), sqlite::SetAside{std::move(aside), std::move(sentence)}};
}

}  // namespace touchpoint::profiles
