// Opening journal.db: the schema, whose journal it is, and whether what it holds is what was
// written.
#include <algorithm>
#include <array>

#include <unistd.h>

#include "crypto/hash.hpp"
#include "journal/journal_file.hpp"
#include "journal/statements.hpp"
#include "sqlite/set_aside.hpp"

extern "C" {
extern const unsigned char touchpoint_journal_schema[];
extern const unsigned long touchpoint_journal_schema_size;
extern const unsigned char touchpoint_journal_0001[];
extern const unsigned long touchpoint_journal_0001_size;
extern const unsigned char touchpoint_journal_0002[];
extern const unsigned long touchpoint_journal_0002_size;
}

namespace touchpoint::journal {
namespace {

constexpr std::int32_t kApplicationId = 0x5450'4a4c;  // "TPJL"
constexpr std::int64_t kTailRows = 256;  // one group: what the last commits can have touched

}  // namespace

const sqlite::Schema& journal_schema() {
  static const std::array<std::string_view, 2> steps{
      sqlite::embedded(touchpoint_journal_0001, touchpoint_journal_0001_size),
      sqlite::embedded(touchpoint_journal_0002, touchpoint_journal_0002_size)};
  static const sqlite::Schema schema{
      .name = "the journal",
      .application_id = kApplicationId,
      .whole = sqlite::embedded(touchpoint_journal_schema, touchpoint_journal_schema_size),
      .steps = steps,
      .used_from = 2,
      .shrinks = true};
  return schema;
}

Result<std::unique_ptr<JournalFile::Statements>> JournalFile::Statements::prepare(
    sqlite::Database& database) {
  auto all = std::make_unique<Statements>();
  TP_CHECK(database.prepare_all(
      {{&all->intern_name, "INSERT INTO names(text) VALUES (?) ON CONFLICT DO NOTHING"},
       {&all->find_name, "SELECT name FROM names WHERE text = ?"},
       {&all->intern_boot, "INSERT INTO boots(id) VALUES (?) ON CONFLICT DO NOTHING"},
       {&all->find_boot, "SELECT boot FROM boots WHERE id = ?"},
       {&all->insert_event,
        "INSERT INTO events(sequence, id, type, touchpoint, time_ms, recorded_ms, boot, uptime_ms,"
        " clock_quality, fingerprint, digest, chain, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"},
       {&all->find_event, "SELECT sequence, recorded_ms, fingerprint FROM events WHERE id = ?"},
       {&all->read_events,
        "SELECT sequence, type, digest, chain, body FROM events "
        "WHERE sequence > ? AND sequence <= ? ORDER BY sequence"},
       {&all->read_digests,
        "SELECT sequence, digest, chain, body FROM events "
        "WHERE sequence > ? AND sequence <= ? ORDER BY sequence"},
       {&all->list_rows,
        "SELECT sequence, types.text, places.text, time_ms, body IS NULL, "
        "EXISTS (SELECT 1 FROM refused WHERE refused.sequence = events.sequence) FROM events "
        "JOIN names AS types ON types.name = type JOIN names AS places ON places.name = touchpoint "
        "WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?"},
       {&all->find_chain, "SELECT chain FROM events WHERE sequence = ?"},
       {&all->find_recorded, "SELECT recorded_ms FROM events WHERE sequence = ?"},
       {&all->find_erased,
        "SELECT id, types.text, places.text, time_ms, recorded_ms, digest FROM events "
        "JOIN names AS types ON types.name = type JOIN names AS places ON places.name = touchpoint "
        "WHERE sequence = ?"},
       {&all->keep_receipt, "UPDATE hub SET through = ?, receipt = ?, kept_ms = ?, refused = ?"},
       {&all->keep_refused_count, "UPDATE hub SET refused = ?"},
       {&all->read_refused,
        "SELECT sequence, reason, coalesce(refused.chain, events.chain), "
        "coalesce(refused.body, events.body) FROM refused LEFT JOIN events USING (sequence) "
        "WHERE sequence > ? ORDER BY sequence LIMIT ?"},
       {&all->read_refusals, "SELECT sequence FROM refused WHERE sequence > ? AND sequence <= ?"},
       {&all->keep_refusal,
        "INSERT INTO refused(sequence, reason) VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET reason = excluded.reason"},
       {&all->drop_refusal, "DELETE FROM refused WHERE sequence = ?"},
       {&all->erase_event, "UPDATE events SET body = NULL WHERE sequence = ? AND body NOTNULL"},
       {&all->erase_refused, "UPDATE refused SET body = NULL WHERE sequence = ? AND body NOTNULL"},
       {&all->first_with_time,
        "SELECT sequence, recorded_ms FROM events "
        "WHERE sequence >= ? AND sequence <= ? AND clock_quality = 2 ORDER BY sequence LIMIT 1"},
       {&all->last_before,
        "SELECT max(sequence) FROM events WHERE sequence >= ? AND sequence <= ? "
        "AND clock_quality = 2 AND recorded_ms < ?"},
       {&all->set_refused_apart,
        "UPDATE refused SET (chain, body) = "
        "(SELECT chain, body FROM events WHERE events.sequence = refused.sequence) "
        "WHERE sequence >= ? AND sequence <= ?"},
       {&all->delete_events, "DELETE FROM events WHERE sequence >= ? AND sequence <= ?"},
       {&all->keep_first, "UPDATE journal SET first_kept = ?, chain_before = ?"}}));
  return all;
}

Result<std::unique_ptr<JournalFile>> JournalFile::open(const Options& options, Look look,
                                                       const Surroundings& surroundings) {
  TP_TRY(auto database,
         sqlite::Database::open(options.file, {.synchronous = sqlite::Options::Synchronous::full,
                                               .exclusive = true,
                                               .secure_delete = true,
                                               .owner_checkpoints = true,
                                               .file_max = options.file_max}));
  if (look != Look::last_rows) {
    TP_CHECK(database.write_log_anew());  // before a row in it is told of, or moved into the file
  }
  if (look == Look::after_error) {
    TP_CHECK(database.empty_log());
  }
  if (look != Look::last_rows) {
    TP_CHECK(database.quick_check());
  }
  TP_CHECK(sqlite::bring_up(database, journal_schema()));

  const auto& key = surroundings.keys.journal;
  TP_TRY(auto identity, read_identity(database, key));
  if (!identity) {
    TP_TRY(identity,
           make_identity(database, options.source, key, surroundings.clock, surroundings.random));
  }
  if (identity->source.empty()) {
    TP_CHECK(keep_source(database, options.source));
  } else if (identity->source != options.source) {
    return refused("its rows are those of " + identity->source + ", and this device is now " +
                   options.source);
  }
  TP_TRY(auto statements, Statements::prepare(database));
  std::unique_ptr<JournalFile> file{new JournalFile(options, std::move(database), surroundings,
                                                    std::move(*identity), std::move(statements))};
  TP_CHECK(file->read_head());
  TP_CHECK(file->verify_tail());
  return file;
}

Result<void> JournalFile::read_head() {
  durable_.first_kept = identity_.first_kept;
  durable_.chain_before = identity_.chain_before;
  TP_TRY(durable_.through, database_.ask_integer("SELECT through FROM hub"));
  TP_TRY(durable_.refused_at_hub, database_.ask_integer("SELECT refused FROM hub"));
  TP_TRY(durable_.refused, database_.ask_integer("SELECT count(*) FROM refused"));
  TP_TRY(const auto last, database_.ask_integer("SELECT max(sequence) FROM events"));
  TP_TRY(const auto first, database_.ask_integer("SELECT min(sequence) FROM events"));
  durable_.sequence = last > 0 ? last : durable_.first_kept - 1;
  if ((last > 0 && first != durable_.first_kept) || durable_.through > durable_.sequence) {
    return damaged("the journal does not hold the rows that it says it holds");
  }
  return success();
}

// Reads the last rows as the hub would.
Result<void> JournalFile::verify_tail() {
  Verified from{.through = std::max(durable_.sequence - kTailRows, durable_.first_kept - 1)};
  TP_TRY(const auto start, chain_at(from.through));
  if (!start) return damaged("the journal has a gap at " + std::to_string(from.through));
  from.chain = *start;
  TP_TRY(const auto verified, verify(from, kTailRows));
  if (verified.through != durable_.sequence) return damaged("the journal's last rows are missing");
  durable_.chain = verified.chain;
  pending_ = durable_;
  return success();
}

namespace {

// A file that we may not write, in a folder that we may: a new one can stand there.
bool is_read_only(const std::filesystem::path& path) {
  return ::euidaccess(path.c_str(), F_OK) == 0 && ::euidaccess(path.c_str(), W_OK) != 0 &&
         ::euidaccess(path.parent_path().c_str(), W_OK) == 0;
}

bool is_unusable(const Error& error) {
  if (error.is(Condition::refused)) return true;  // another program's, a newer release's
  return error.is(Condition::damaged) && !sqlite::is_disk_error(error);
}

}  // namespace

Result<OpenedFile> open_or_set_aside(const Options& options, const Surroundings& surroundings) {
  const auto& path = options.file;
  std::optional<Error> unusable;
  if (sqlite::is_orphaned_log(path)) {
    unusable = damaged("there is a log without its journal");
  } else {
    const bool closely = sqlite::was_left_open(path) || sqlite::is_suspect(path);
    const auto look = closely ? JournalFile::Look::every_page : JournalFile::Look::last_rows;
    auto opened = JournalFile::open(options, look, surroundings);
    if (opened) {
      sqlite::clear_suspect(path);
      return OpenedFile{std::move(opened).value(), std::nullopt};
    }
    unusable = opened.error();
    if (opened.error().code().category() == sqlite::category() && is_read_only(path)) {
      unusable = misconfigured("it may not be written: see to its owner and rights");
    } else if (!is_unusable(opened.error())) {
      return opened.error().within("cannot open the journal");
    }
  }
  TP_TRY(auto aside, sqlite::set_aside(path, surroundings.clock.wall()));
  TP_TRY(auto file, JournalFile::open(options, JournalFile::Look::last_rows, surroundings));
  auto sentence = "the journal could not be used (" + unusable->sentence() +
                  "); it was set aside as " + aside.filename().string() +
                  " and a new one was started";
  return OpenedFile{std::move(file), sqlite::SetAside{std::move(aside), std::move(sentence)}};
}

}  // namespace touchpoint::journal
