#include "journal/journal_file.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/limits.hpp"
#include "crypto/hash.hpp"
#include "journal/statements.hpp"

namespace touchpoint::journal {
namespace {

constexpr std::size_t kFingerprint = 16;  // bytes

using Fingerprint = std::array<std::uint8_t, kFingerprint>;

// Keyed, because data may hold something short enough to be guessed.
Fingerprint fingerprint_of(const NewEvent& event, const Digest& key) {
  std::string text = event.offered.empty() ? "event\n" + event.type + "\n" + event.data
                                           : "offered\n" + event.offered;
  const auto keyed = crypto::hmac_sha256(key, as_bytes(text));
  Fingerprint fingerprint{};
  std::copy_n(keyed.begin(), fingerprint.size(), fingerprint.begin());
  return fingerprint;
}

std::int64_t milliseconds_of(WallTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

JournalFile::JournalFile(const Options& options, sqlite::Database database,
                         const Surroundings& surroundings, Identity identity,
                         std::unique_ptr<Statements> statements)
    : surroundings_(surroundings),
      source_(options.source),
      identity_(std::move(identity)),
      id_text_(identity_.id.text()),
      database_(std::move(database)),
      statements_(std::move(statements)),
      sealer_(identity_.id, surroundings.keys.journal, surroundings.random) {}

JournalFile::~JournalFile() = default;

Result<void> JournalFile::begin() {
  if (transaction_) return success();
  TP_TRY(auto transaction, sqlite::Transaction::begin(database_));
  transaction_.emplace(std::move(transaction));
  clock_quality_ = surroundings_.clock.quality();
  return success();
}

Result<void> JournalFile::commit() {
  if (!transaction_) return success();
  TP_CHECK(transaction_->commit());
  transaction_.reset();
  durable_ = pending_;
  return success();
}

Result<void> JournalFile::close() {
  copy_.reset();
  roll_back();
  return database_.empty_log();
}

void JournalFile::roll_back() {
  transaction_.reset();
  pending_ = durable_;
  names_.clear();
  boot_.reset();
}

Result<std::int64_t> JournalFile::name_of(const std::string& text) {
  if (const auto known = names_.find(text); known != names_.end()) return known->second;
  TP_CHECK(statements_->intern_name.run(text));
  auto rows = statements_->find_name.query(text);
  TP_TRY(const bool found, rows.next());
  if (!found) return damaged("a name that was just written is not in the journal");
  return names_.emplace(text, rows.integer(0)).first->second;
}

Result<std::int64_t> JournalFile::this_boot() {
  if (boot_) return *boot_;
  const auto id = surroundings_.clock.boot_id();
  TP_CHECK(statements_->intern_boot.run(id.bytes()));
  auto rows = statements_->find_boot.query(id.bytes());
  TP_TRY(const bool found, rows.next());
  if (!found) return damaged("a boot that was just written is not in the journal");
  boot_ = rows.integer(0);
  return *boot_;
}

Result<Verdict> JournalFile::append(const NewEvent& event) {
  TP_CHECK(begin());
  TP_TRY(const auto type, name_of(event.type));
  TP_TRY(const auto touchpoint, name_of(event.touchpoint));
  TP_TRY(const auto boot, this_boot());

  Stamps stamps{.source = source_,
                .journal = id_text_,
                .sequence = pending_.sequence + 1,
                .recorded = surroundings_.clock.wall(),
                .clock_quality = clock_quality_,
                .boot_id = surroundings_.clock.boot_id(),
                .since_boot = surroundings_.clock.since_boot()};
  surroundings_.random.fill(stamps.salt);
  const auto raw = to_json(event, stamps);
  if (raw.size() + kChainMemberSize > limits::kEventStampedMax) {
    return Verdict{refused("the event is larger than 80 KiB")};
  }
  const auto fingerprint = fingerprint_of(event, surroundings_.keys.fingerprint);
  const auto digest = crypto::sha256(as_bytes(raw));
  const auto chain = crypto::chain_next(pending_.chain, digest);
  const auto body = sealer_.seal(stamps.sequence, raw);
  TP_CHECK(statements_->insert_event.run(
      stamps.sequence, event.id.bytes(), type, touchpoint, milliseconds_of(event.time),
      milliseconds_of(stamps.recorded), boot, stamps.since_boot.count(),
      static_cast<int>(stamps.clock_quality), fingerprint, digest, chain, body));
  // The id is unique: a row that was not written is there already, perhaps in this very group.
  if (database_.changes() == 0) return answer_repeat(event, fingerprint);

  pending_.sequence = stamps.sequence;
  pending_.chain = chain;
  return Verdict{Recorded{.id = event.id, .sequence = stamps.sequence, .at = stamps.recorded}};
}

Result<Verdict> JournalFile::answer_repeat(const NewEvent& event, BytesView fingerprint) {
  auto rows = statements_->find_event.query(event.id.bytes());
  TP_TRY(const bool found, rows.next());
  if (!found) return damaged("the journal holds an id and does not hold it");
  if (!std::ranges::equal(rows.blob(2), fingerprint)) {
    return Verdict{refused("this id is taken by another event")};
  }
  return Verdict{Recorded{.id = event.id,
                          .sequence = rows.integer(0),
                          .at = WallTime{std::chrono::milliseconds{rows.integer(1)}},
                          .repeated = true}};
}

Result<void> JournalFile::keep_receipt(const sync::KeptReceipt& receipt) {
  TP_CHECK(begin());
  TP_CHECK(statements_->keep_receipt.run(
      receipt.through, receipt.jws, milliseconds_of(surroundings_.clock.wall()), receipt.refused));
  pending_.through = receipt.through;
  pending_.refused_at_hub = receipt.refused;
  return success();
}

Result<void> JournalFile::keep_refusals(const sync::RefusalPage& page) {
  TP_CHECK(begin());
  std::set<std::int64_t> settled;
  {
    auto rows = statements_->read_refusals.query(page.since, page.through);
    while (true) {
      TP_TRY(const bool more, rows.next());
      if (!more) break;
      settled.insert(rows.integer(0));
    }
  }
  for (const auto& refusal : page.refusals) {
    settled.erase(refusal.sequence);
    TP_CHECK(statements_->keep_refusal.run(refusal.sequence, refusal.reason));
  }
  for (const auto sequence : settled) {
    TP_CHECK(statements_->drop_refusal.run(sequence));
  }
  TP_TRY(pending_.refused, database_.ask_integer("SELECT count(*) FROM refused"));
  if (page.through != sync::RefusalPage::kToTheEnd) return success();
  // The list is newer than any receipt that counted it.
  TP_CHECK(statements_->keep_refused_count.run(pending_.refused));
  pending_.refused_at_hub = pending_.refused;
  return success();
}

Result<std::vector<RefusedRow>> JournalFile::refused_after(std::int64_t after,
                                                           std::size_t rows_max) {
  std::vector<RefusedRow> refused;
  auto rows = statements_->read_refused.query(after, rows_max);
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return refused;
    RefusedRow row{.sequence = rows.integer(0), .reason = std::string{rows.text(1)}, .json = {}};
    Digest chain{};
    if (!rows.is_null(3) && rows.blob(2).size() == chain.size()) {
      std::ranges::copy(rows.blob(2), chain.begin());
      TP_TRY(auto event, sealer_.open(row.sequence, rows.blob(3)));
      row.json = with_chain(std::move(event), chain);
    }
    refused.push_back(std::move(row));
  }
}

Result<std::string> JournalFile::tombstone(std::int64_t sequence) {
  auto rows = statements_->find_erased.query(sequence);
  TP_TRY(const bool found, rows.next());
  const auto id = found ? Uuid::from_bytes(rows.blob(0)) : std::nullopt;
  Digest digest{};
  if (!id || rows.blob(5).size() != digest.size()) return damaged("an erased row has no digest");
  std::ranges::copy(rows.blob(5), digest.begin());
  const auto time = [&](int column) {
    return WallTime{std::chrono::milliseconds{rows.integer(column)}};
  };
  return to_json(Tombstone{.id = *id,
                           .source = source_,
                           .type = std::string{rows.text(1)},
                           .time = time(3),
                           .recorded = time(4),
                           .journal = id_text_,
                           .sequence = sequence,
                           .touchpoint = std::string{rows.text(2)},
                           .digest = digest});
}

Result<Verified> JournalFile::verify(const Verified& from, std::int64_t rows_max) {
  Verified at = from;
  if (at.through < durable_.first_kept) {
    at.through = durable_.first_kept - 1;
    at.chain = durable_.chain_before;
  }
  auto rows = statements_->read_digests.query(at.through,
                                              std::min(durable_.sequence, at.through + rows_max));
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) break;
    const auto row = rows.integer(0);
    const auto wrong = [row](std::string_view what) {
      return damaged("row " + std::to_string(row) + ": " + std::string{what});
    };
    if (row != at.through + 1) return wrong("the journal has a gap before it");
    Digest digest{};
    if (rows.blob(1).size() != digest.size()) return wrong("it has no digest");
    std::ranges::copy(rows.blob(1), digest.begin());
    at.through = row;
    at.chain = crypto::chain_next(at.chain, digest);
    if (!std::ranges::equal(rows.blob(2), at.chain)) return wrong("the journal's chain is broken");
    if (rows.is_null(3)) {
      ++at.erased;
      continue;
    }
    const auto event = sealer_.open(row, rows.blob(3));
    if (!event) return wrong(event.error().sentence());
    if (crypto::sha256(as_bytes(event.value())) != digest) {
      return wrong("it is not what was written");
    }
  }
  return at;
}

Result<void> JournalFile::read_after(std::int64_t after, const std::vector<std::string>& types,
                                     const Take& take) {
  std::map<std::int64_t, std::string_view> wanted;
  for (const auto& type : types) {
    auto names = statements_->find_name.query(type);
    TP_TRY(const bool found, names.next());
    if (found) wanted.emplace(names.integer(0), type);
  }
  auto rows = statements_->read_events.query(after, durable_.sequence);
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return success();
    Row row;
    row.sequence = rows.integer(0);
    if (!types.empty()) {
      const auto type = wanted.find(rows.integer(1));
      if (type == wanted.end()) continue;
      row.type = type->second;
    }
    const auto digest = rows.blob(2);
    const auto chain = rows.blob(3);
    if (digest.size() != row.digest.size() || chain.size() != row.chain.size()) {
      return damaged("a journal row has no chain value");
    }
    std::ranges::copy(digest, row.digest.begin());
    std::ranges::copy(chain, row.chain.begin());
    if (!rows.is_null(4)) {
      TP_TRY(auto event, sealer_.open(row.sequence, rows.blob(4)));
      row.event = std::move(event);
    }
    if (!take(std::move(row))) return success();
  }
}

Result<std::optional<Digest>> JournalFile::chain_at(std::int64_t sequence) {
  if (sequence == durable_.first_kept - 1) return std::optional{durable_.chain_before};
  if (sequence > durable_.sequence) return std::optional<Digest>{};
  auto rows = statements_->find_chain.query(sequence);
  TP_TRY(const bool found, rows.next());
  if (!found) return std::optional<Digest>{};
  Digest chain{};
  if (rows.blob(0).size() != chain.size()) return damaged("a journal row has no chain value");
  std::ranges::copy(rows.blob(0), chain.begin());
  return std::optional{chain};
}

Result<std::optional<WallTime>> JournalFile::recorded_at(std::int64_t sequence) {
  auto rows = statements_->find_recorded.query(sequence);
  TP_TRY(const bool found, rows.next());
  if (!found) return std::optional<WallTime>{};
  return std::optional{WallTime{std::chrono::milliseconds{rows.integer(0)}}};
}

}  // namespace touchpoint::journal
