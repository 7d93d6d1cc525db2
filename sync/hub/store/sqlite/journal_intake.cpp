#include "sync/hub/store/sqlite/journal_intake.hpp"

#include "core/uuid.hpp"
#include "crypto/hash.hpp"

namespace touchpoint::hub {
namespace {

constexpr const char* kIdTaken = "the id is that of another event with another body";

bool follows(const std::optional<Digest>& before, const Digest& digest, const Digest& claimed) {
  return !before || crypto::chain_next(*before, digest) == claimed;
}

}  // namespace

Result<void> JournalIntake::take(const DeviceRow& row) {
  if (row.sequence <= journal_.through) return take_late(row);
  if (!row.problem.empty()) return refuse(row, row.problem);
  if (row.sequence == journal_.through + 1) return take_next(row);
  TP_TRY(const Stored stored, insert(row));
  if (stored == Stored::id_taken) return refuse_taken(row);
  return success();
}

Result<void> JournalIntake::take_next(const DeviceRow& row) {
  if (!follows(journal_.chain, row.digest, row.event.chain)) return refuse(row, kChainBroken);
  TP_TRY(const Stored stored, insert(row));
  if (stored == Stored::id_taken) return refuse_taken(row);
  if (stored == Stored::before) return success();  // came before its turn: drain() takes it
  move_to(row.sequence, row.event.chain);
  return apply_(row.event);
}

// Below `through` a row is a repeat, a retry of a refused one, or fills a hole.
Result<void> JournalIntake::take_late(const DeviceRow& row) {
  {
    TP_TRY(auto rows, session_.query("SELECT digest FROM events WHERE journal = ? AND sequence = ?",
                                     journal_.id, row.sequence));
    TP_TRY(const bool known, rows.next());
    if (known) {
      if (digest_at(rows, 0) != row.digest) conflicting_sequence_ = row.sequence;
      return success();
    }
  }
  if (!row.problem.empty()) return refuse(row, row.problem);
  TP_TRY(const auto before, chain_at(row.sequence - 1));
  if (!follows(before, row.digest, row.event.chain)) return refuse(row, kChainBroken);
  TP_TRY(const Stored stored, insert(row));
  if (stored == Stored::id_taken) return refuse_taken(row);
  TP_CHECK(close_hole(row.sequence));
  return apply_(row.event);
}

Result<JournalIntake::Stored> JournalIntake::insert(const DeviceRow& row) {
  const Uuid id = Uuid::parse(row.event.id).value_or(Uuid{});
  const BytesView id_bytes = id.bytes();
  TP_TRY(const auto inserted,
         session_.change(
             "INSERT INTO events (journal, sequence, device, event, type, at_ms, received_ms,"
             " digest, chain, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             journal_.id, row.sequence, journal_.device, id_bytes, row.event.type,
             to_ms(row.event.time), to_ms(now_), BytesView(row.digest), BytesView(row.event.chain),
             as_bytes(row.event.raw)));
  if (inserted == 1) {
    ++stored_now_;
    ++journal_.stored;
    journal_.last = std::max(journal_.last, row.sequence);
    TP_CHECK(forget_refusal(row.sequence));
    return Stored::now;
  }
  TP_TRY(auto rows, session_.query("SELECT digest FROM events WHERE journal = ? AND sequence = ?",
                                   journal_.id, row.sequence));
  TP_TRY(const bool known, rows.next());
  if (!known) return Stored::id_taken;
  if (digest_at(rows, 0) != row.digest) conflicting_sequence_ = row.sequence;
  return Stored::before;
}

// An event that was salvaged from a journal that was set aside may have been stored from there.
Result<void> JournalIntake::refuse_taken(const DeviceRow& row) {
  const Uuid id = Uuid::parse(row.event.id).value_or(Uuid{});
  std::string stands_at;
  {
    const BytesView id_bytes = id.bytes();
    TP_TRY(auto rows, session_.query("SELECT journals.journal, events.sequence FROM events"
                                     " JOIN journals ON journals.id = events.journal"
                                     " WHERE events.device = ? AND events.event = ?",
                                     journal_.device, id_bytes));
    TP_TRY(const bool found, rows.next());
    if (found) stands_at = std::string(rows.text(0)) + "/" + std::to_string(rows.integer(1));
  }
  if (!stands_at.empty() && stands_at == row.event.salvaged_from) {
    return refuse(row, "the event is stored already, at " + stands_at);
  }
  id_conflict_ = true;
  return refuse(row, kIdTaken);
}

Result<void> JournalIntake::forget_refusal(std::int64_t sequence) {
  if (journal_.refused == 0) return success();
  TP_TRY(const auto forgotten,
         session_.change("DELETE FROM refused WHERE journal = ? AND sequence = ?", journal_.id,
                         sequence));
  journal_.refused -= forgotten;
  return success();
}

Result<void> JournalIntake::refuse(const DeviceRow& row, const std::string& reason) {
  {  // it may wait for its turn
    TP_TRY(auto rows, session_.query("SELECT digest FROM events WHERE journal = ? AND sequence = ?",
                                     journal_.id, row.sequence));
    TP_TRY(const bool stored, rows.next());
    if (stored) {
      if (digest_at(rows, 0) != row.digest) conflicting_sequence_ = row.sequence;
      return success();
    }
  }
  const bool next = row.sequence == journal_.through + 1;
  auto chain = row.chain;
  if (!chain && !row.in_doubt && next && journal_.chain) {
    chain = crypto::chain_next(*journal_.chain, row.digest);
  }
  const auto chain_bytes =
      chain ? std::optional<BytesView>{BytesView(*chain)} : std::optional<BytesView>{};
  TP_TRY(const auto added,
         session_.change("INSERT INTO refused (journal, sequence, reason, chain, at_ms)"
                         " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                         journal_.id, row.sequence, reason, chain_bytes, to_ms(now_)));
  if (added == 1) {
    ++refused_now_;
    ++journal_.refused;
    TP_CHECK(close_hole(row.sequence));
  } else if (chain) {  // sent again by itself, it says what its run could not
    TP_CHECK(
        session_.run("UPDATE refused SET chain = ? WHERE journal = ? AND sequence = ? AND"
                     " chain IS NULL",
                     *chain_bytes, journal_.id, row.sequence));
  }
  journal_.last = std::max(journal_.last, row.sequence);
  if (next) move_to(row.sequence, chain);
  return success();
}

Result<void> JournalIntake::drain() {
  while (journal_.through < journal_.last) {
    TP_TRY(bool moved, drain_event());
    if (!moved) {
      TP_TRY(moved, drain_refused());
    }
    if (!moved) break;
  }
  return success();
}

Result<bool> JournalIntake::drain_event() {
  DeviceRow row;
  row.sequence = journal_.through + 1;
  std::string text;
  {
    TP_TRY(
        auto rows,
        session_.query("SELECT raw, digest, chain FROM events WHERE journal = ? AND sequence = ?",
                       journal_.id, row.sequence));
    TP_TRY(const bool found, rows.next());
    if (!found) return false;
    row.digest = digest_at(rows, 1).value_or(Digest{});
    row.chain = digest_at(rows, 2).value_or(Digest{});
    text = with_chain(std::string(as_text(rows.blob(0))), *row.chain);
  }
  if (!follows(journal_.chain, row.digest, *row.chain)) {
    TP_CHECK(session_.run("DELETE FROM events WHERE journal = ? AND sequence = ?", journal_.id,
                          row.sequence));
    --journal_.stored;
    TP_CHECK(refuse(row, kChainBroken));
    return true;
  }
  TP_TRY(const auto event, sync::read_event(text));
  move_to(row.sequence, row.chain);
  TP_CHECK(apply_(event));
  return true;
}

Result<bool> JournalIntake::drain_refused() {
  const std::int64_t next = journal_.through + 1;
  TP_TRY(auto rows, session_.query("SELECT chain FROM refused WHERE journal = ? AND sequence = ?",
                                   journal_.id, next));
  TP_TRY(const bool found, rows.next());
  if (!found) return false;
  move_to(next, digest_at(rows, 0));
  return true;
}

Result<void> JournalIntake::pass_holes(std::int64_t first_kept) {
  while (journal_.through + 1 < first_kept) {
    const std::int64_t first = journal_.through + 1;
    TP_TRY(
        const auto settled,
        session_.integer("SELECT min(sequence) FROM (SELECT min(sequence) AS sequence FROM events"
                         " WHERE journal = ?1 AND sequence >= ?2 UNION ALL SELECT min(sequence)"
                         " FROM refused WHERE journal = ?1 AND sequence >= ?2)",
                         journal_.id, first));
    const std::int64_t last = std::min(settled.value_or(first_kept), first_kept) - 1;
    if (last >= first) {
      TP_CHECK(
          session_.run("INSERT INTO holes (journal, first, last, noted_ms) VALUES (?, ?, ?, ?)",
                       journal_.id, first, last, to_ms(now_)));
      move_to(last, std::nullopt);
    }
    TP_CHECK(drain());
  }
  return success();
}

Result<void> JournalIntake::close_hole(std::int64_t sequence) {
  std::int64_t first = 0;
  std::int64_t last = 0;
  {
    TP_TRY(auto rows, session_.query("SELECT first, last FROM holes WHERE journal = ?1 AND"
                                     " first <= ?2 AND last >= ?2",
                                     journal_.id, sequence));
    TP_TRY(const bool found, rows.next());
    if (!found) return success();
    first = rows.integer(0);
    last = rows.integer(1);
  }
  TP_CHECK(session_.run("DELETE FROM holes WHERE journal = ? AND first = ?", journal_.id, first));
  constexpr const char* kRest =
      "INSERT INTO holes (journal, first, last, noted_ms) VALUES (?, ?, ?, ?)";
  if (first < sequence) {
    TP_CHECK(session_.run(kRest, journal_.id, first, sequence - 1, to_ms(now_)));
  }
  if (last > sequence) {
    TP_CHECK(session_.run(kRest, journal_.id, sequence + 1, last, to_ms(now_)));
  }
  return success();
}

Result<std::optional<Digest>> JournalIntake::chain_at(std::int64_t sequence) {
  if (sequence == 0) return std::optional{crypto::chain_start(journal_.journal)};
  TP_TRY(auto rows,
         session_.query("SELECT chain FROM events WHERE journal = ?1 AND sequence = ?2"
                        " UNION ALL"
                        " SELECT chain FROM refused WHERE journal = ?1 AND sequence = ?2",
                        journal_.id, sequence));
  TP_TRY(const bool found, rows.next());
  return found ? digest_at(rows, 0) : std::nullopt;
}

void JournalIntake::move_to(std::int64_t sequence, const std::optional<Digest>& chain) {
  journal_.through = sequence;
  journal_.chain = chain;
  journal_.last = std::max(journal_.last, sequence);
}

}  // namespace touchpoint::hub
