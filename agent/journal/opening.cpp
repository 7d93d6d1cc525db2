// Opening journal.db: the schema, whose journal it is, and whether what it holds is what was
// written.
#include <algorithm>
#include <array>

#include "crypto/hash.hpp"
#include "journal/journal_file.hpp"
#include "journal/statements.hpp"
#include "sqlite/set_aside.hpp"

extern "C" {
extern const unsigned char touchpoint_journal_schema[];
extern const unsigned long touchpoint_journal_schema_size;
extern const unsigned char touchpoint_journal_0001[];
extern const unsigned long touchpoint_journal_0001_size;
}

namespace touchpoint::journal {
namespace {

constexpr std::int32_t kApplicationId = 0x5450'4a4c;  // "TPJL"
constexpr std::int64_t kTailRows = 256;  // one group: what the last commits can have touched

}  // namespace

const sqlite::Schema& journal_schema() {
  static const std::array<std::string_view, 1> steps{
      sqlite::embedded(touchpoint_journal_0001, touchpoint_journal_0001_size)};
  static const sqlite::Schema schema{
      .name = "the journal",
      .application_id = kApplicationId,
      .whole = sqlite::embedded(touchpoint_journal_schema, touchpoint_journal_schema_size),
      .steps = steps};
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
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO NOTHING"},
       {&all->find_event, "SELECT sequence, recorded_ms, fingerprint FROM events WHERE id = ?"},
       {&all->read_events,
        "SELECT sequence, type, chain, body FROM events "
        "WHERE sequence > ? AND sequence <= ? ORDER BY sequence"},
       {&all->find_chain, "SELECT chain FROM events WHERE sequence = ?"},
       {&all->find_recorded, "SELECT recorded_ms FROM events WHERE sequence = ?"},
       {&all->keep_receipt, "UPDATE hub SET through = ?, receipt = ?, kept_ms = ?"},
       {&all->keep_refusal, "INSERT INTO refused VALUES (?, ?) ON CONFLICT DO NOTHING"}}));
  return all;
}

Result<std::unique_ptr<JournalFile>> JournalFile::open(const Options& options, Look look,
                                                       const Surroundings& surroundings) {
  TP_TRY(auto database,
         sqlite::Database::open(options.file, {.synchronous = sqlite::Options::Synchronous::full,
                                               .exclusive = true,
                                               .secure_delete = true,
                                               .owner_checkpoints = true}));
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
    TP_TRY(const auto made, make_identity(database, key, surroundings.clock, surroundings.random));
    identity = made;
  }
  TP_TRY(auto statements, Statements::prepare(database));
  std::unique_ptr<JournalFile> file{new JournalFile(options, std::move(database), surroundings,
                                                    *identity, std::move(statements))};
  TP_CHECK(file->read_head());
  TP_CHECK(file->verify_tail());
  return file;
}

Result<void> JournalFile::read_head() {
  TP_TRY(durable_.through, database_.ask_integer("SELECT through FROM hub"));
  TP_TRY(durable_.refused, database_.ask_integer("SELECT count(*) FROM refused"));
  TP_TRY(const auto last, database_.ask_integer("SELECT max(sequence) FROM events"));
  TP_TRY(const auto first, database_.ask_integer("SELECT min(sequence) FROM events"));
  durable_.sequence = last > 0 ? last : identity_.first_kept - 1;
  if ((last > 0 && first != identity_.first_kept) || durable_.through > durable_.sequence) {
    return damaged("the journal does not hold the rows that it says it holds");
  }
  return success();
}

// Reads the last rows as the hub would: without a gap, each digest and chain value recomputed.
Result<void> JournalFile::verify_tail() {
  const auto before = std::max(durable_.sequence - kTailRows, identity_.first_kept - 1);
  TP_TRY(const auto start, chain_at(before));
  if (!start) return damaged("the journal has a gap at " + std::to_string(before));
  Digest chain = *start;
  auto expected = before;
  TP_TRY(auto digests, database_.prepare("SELECT digest FROM events WHERE sequence = ?"));
  std::optional<Error> wrong;
  const auto check = [&](const Row& row) -> Result<void> {
    if (row.sequence != ++expected) return damaged("the journal has a gap");
    auto rows = digests.query(row.sequence);
    TP_TRY(const bool found, rows.next());
    Digest digest{};
    if (!found || rows.blob(0).size() != digest.size()) return damaged("a row has no digest");
    std::ranges::copy(rows.blob(0), digest.begin());
    chain = crypto::chain_next(chain, digest);
    const bool same = !row.event || crypto::sha256(as_bytes(*row.event)) == digest;
    if (!same || chain != row.chain) return damaged("the journal's chain is broken");
    return success();
  };
  TP_CHECK(read_after(before, {}, [&](const Row& row) {
    const auto checked = check(row);
    if (!checked) wrong = checked.error();
    return checked.has_value();
  }));
  if (wrong) return wrong->within("row " + std::to_string(expected));
  if (expected != durable_.sequence) return damaged("the journal's last rows are missing");
  durable_.chain = chain;
  pending_ = durable_;
  return success();
}

namespace {

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
    if (!is_unusable(opened.error())) return opened.error().within("cannot open the journal");
    unusable = opened.error();
  }
  TP_TRY(auto aside, sqlite::set_aside(path, surroundings.clock.wall()));
  TP_TRY(auto file, JournalFile::open(options, JournalFile::Look::last_rows, surroundings));
  auto sentence = "the journal could not be used (" + unusable->sentence() +
                  "); it was set aside as " + aside.filename().string() +
                  " and a new one was started";
  return OpenedFile{std::move(file), sqlite::SetAside{std::move(aside), std::move(sentence)}};
}

}  // namespace touchpoint::journal
