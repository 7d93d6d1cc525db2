#include "sync/hub/store/sqlite/events.hpp"

#include <algorithm>

#include "crypto/hash.hpp"
#include "sync/hub/store/sqlite/audit.hpp"
#include "sync/hub/store/sqlite/journal_intake.hpp"

namespace touchpoint::hub {
namespace {

constexpr int kRefusalsMax = 1000;  // rows in one answer; the device asks on from the last

Result<std::optional<JournalRow>> find_journal(Session& session, std::int64_t device,
                                               const std::string& journal) {
  TP_TRY(auto rows, session.query("SELECT id, through, chain, last, first_kept, stored, refused,"
                                  " outlived FROM journals WHERE device = ? AND journal = ?",
                                  device, journal));
  TP_TRY(const bool found, rows.next());
  if (!found) return std::optional<JournalRow>{};
  JournalRow row;
  row.id = rows.integer(0);
  row.device = device;
  row.journal = journal;
  row.through = rows.integer(1);
  row.chain = digest_at(rows, 2);
  row.last = rows.integer(3);
  row.first_kept = rows.integer(4);
  row.stored = rows.integer(5);
  row.refused = rows.integer(6);
  row.outlived = rows.integer(7) != 0;
  return std::optional{row};
}

Result<JournalRow> begin_journal(Session& session, std::int64_t device, const std::string& journal,
                                 WallTime now) {
  JournalRow row;
  row.device = device;
  row.journal = journal;
  row.chain = crypto::chain_start(journal);
  TP_TRY(const auto id,
         session.integer("INSERT INTO journals (device, journal, through, chain, last, first_kept,"
                         " stored, refused, outlived, since_ms)"
                         " VALUES (?, ?, 0, ?, 0, 0, 0, 0, 0, ?) RETURNING id",
                         device, journal, BytesView(*row.chain), to_ms(now)));
  row.id = id.value_or(0);
  return row;
}

Result<void> keep_journal(Session& session, const JournalRow& row) {
  const auto chain =
      row.chain ? std::optional<BytesView>{BytesView(*row.chain)} : std::optional<BytesView>{};
  return session.run(
      "UPDATE journals SET through = ?, chain = ?, last = ?, first_kept = ?,"
      " stored = ?, refused = ?, outlived = ? WHERE id = ?",
      row.through, chain, row.last, row.first_kept, row.stored, row.refused, row.outlived, row.id);
}

// An older journal that grows after a newer one has begun: two devices under one name, perhaps.
Result<void> note_outlived(Session& session, JournalRow& journal, const std::string& device,
                           WallTime now) {
  if (journal.outlived) return success();
  TP_TRY(const auto newer,
         session.integer("SELECT id FROM journals WHERE device = ? AND id > ? LIMIT 1",
                         journal.device, journal.id));
  if (!newer) return success();
  journal.outlived = true;
  return note(session, {now, "two live journals", device, journal.journal, journal.last});
}

Result<void> note_conflicts(Session& session, const JournalIntake& intake,
                            const JournalRow& journal, const std::string& device, WallTime now) {
  if (intake.conflicting_sequence() != 0) {
    TP_CHECK(note(session, {now, "another body under a stored sequence", device, journal.journal,
                            intake.conflicting_sequence()}));
  }
  if (intake.id_conflict()) {
    TP_CHECK(note(session, {now, "another body under a stored id", device, journal.journal,
                            journal.through}));
  }
  return success();
}

std::vector<const DeviceRow*> in_order(const std::vector<DeviceRow>& rows) {
  std::vector<const DeviceRow*> ordered;
  ordered.reserve(rows.size());
  for (const auto& row : rows)
    ordered.push_back(&row);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto* a, const auto* b) { return a->sequence < b->sequence; });
  return ordered;
}

}  // namespace

Result<Ingested> Events::ingest(std::int64_t device, const DeviceBatch& batch, WallTime now,
                                const Apply& apply) {
  TP_TRY(auto found, find_journal(session_, device, batch.journal));
  if (!found) {
    TP_TRY(found, begin_journal(session_, device, batch.journal, now));
  }
  JournalRow& journal = *found;
  JournalIntake intake{session_, journal, now, apply};
  const auto rows = in_order(batch.rows);
  journal.first_kept = std::max(journal.first_kept, batch.first_kept);
  // A device keeps what it sends: whatever it claims, nothing from this batch on is a hole.
  const std::int64_t kept = rows.empty() ? 0 : rows.front()->sequence;
  TP_CHECK(intake.pass_holes(std::min(journal.first_kept, kept)));
  for (const auto* row : rows) {
    TP_CHECK(intake.take(*row));
  }
  TP_CHECK(intake.drain());
  if (intake.stored_now() > 0) {
    TP_CHECK(note_outlived(session_, journal, batch.sender.device, now));
  }
  TP_CHECK(note_conflicts(session_, intake, journal, batch.sender.device, now));
  TP_CHECK(keep_journal(session_, journal));
  return Ingested{.through = journal.through,
                  .chain = journal.chain.value_or(Digest{}),
                  .refused = journal.refused,
                  .stored_now = intake.stored_now(),
                  .refused_now = intake.refused_now(),
                  .at = now};
}

Result<void> Events::keep_first_kept(std::int64_t device, const std::string& journal,
                                     std::int64_t first_kept) {
  return session_.run(
      "UPDATE journals SET first_kept = max(first_kept, ?) WHERE device = ? AND"
      " journal = ?",
      first_kept, device, journal);
}

Result<std::vector<sync::Refusal>> Events::refusals(std::int64_t device, const std::string& journal,
                                                    std::int64_t since) {
  TP_TRY(auto rows, session_.query("SELECT refused.sequence, refused.reason FROM refused"
                                   " JOIN journals ON journals.id = refused.journal"
                                   " WHERE journals.device = ? AND journals.journal = ?"
                                   " AND refused.sequence > ? ORDER BY refused.sequence LIMIT ?",
                                   device, journal, since, kRefusalsMax));
  std::vector<sync::Refusal> refusals;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return refusals;
    refusals.push_back({.sequence = rows.integer(0), .reason = std::string(rows.text(1))});
  }
}

Result<std::pair<std::string, std::int64_t>> Events::newest_journal(std::int64_t device) {
  TP_TRY(auto rows, session_.query("SELECT journal, through FROM journals WHERE device = ?"
                                   " ORDER BY id DESC LIMIT 1",
                                   device));
  TP_TRY(const bool found, rows.next());
  if (!found) return std::pair<std::string, std::int64_t>{};
  return std::pair{std::string(rows.text(0)), rows.integer(1)};
}

Result<std::vector<JournalStatus>> Events::journals(std::int64_t device) {
  TP_TRY(auto rows,
         session_.query("SELECT journal, through, last, refused, stored,"
                        " (SELECT coalesce(sum(holes.last - holes.first + 1), 0) FROM holes"
                        "  WHERE holes.journal = journals.id), outlived"
                        " FROM journals WHERE device = ? ORDER BY id DESC",
                        device));
  std::vector<JournalStatus> journals;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return journals;
    journals.push_back({.journal = std::string(rows.text(0)),
                        .through = rows.integer(1),
                        .last = rows.integer(2),
                        .refused = rows.integer(3),
                        .stored = rows.integer(4),
                        .missing = rows.integer(5),
                        .outlived = rows.integer(6) != 0});
  }
}

}  // namespace touchpoint::hub
