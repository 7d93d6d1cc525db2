#include "sync/hub/store/sqlite/proof.hpp"

#include <algorithm>

#include "core/event.hpp"
#include "crypto/hash.hpp"

namespace touchpoint::hub {
namespace {

Result<void> count_rows(Session& session, std::int64_t journal, sync::Statement& statement) {
  TP_TRY(const auto stored,
         session.integer("SELECT count(*) FROM events WHERE journal = ? AND sequence <= ?", journal,
                         statement.through));
  TP_TRY(const auto waiting,
         session.integer("SELECT count(*) FROM events WHERE journal = ? AND sequence > ?", journal,
                         statement.through));
  TP_TRY(const auto refused,
         session.integer("SELECT count(*) FROM refused WHERE journal = ? AND sequence <= ?",
                         journal, statement.through));
  TP_TRY(const auto erased,
         session.integer("SELECT count(*) FROM events WHERE journal = ? AND sequence <= ? AND"
                         " type = 'touchpoint.event.erased'",
                         journal, statement.through));
  statement.stored = stored.value_or(0);
  statement.waiting = waiting.value_or(0);
  statement.refused = refused.value_or(0);
  statement.erased = erased.value_or(0);
  return success();
}

Result<void> list_holes(Session& session, std::int64_t journal, sync::Statement& statement) {
  TP_TRY(auto rows,
         session.query("SELECT first, last FROM holes WHERE journal = ? ORDER BY first", journal));
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return success();
    statement.in_holes += rows.integer(1) - rows.integer(0) + 1;
    if (statement.holes.size() < sync::Statement::kHolesMax) {
      statement.holes.emplace_back(rows.integer(0), rows.integer(1));
    }
  }
}

// Goes on to `last` through rows that are not stored, if they are accounted for.
Result<void> pass_unstored(Session& session, CheckedRows& at, std::int64_t last) {
  const auto first = at.through + 1;
  if (last < first) return success();
  TP_TRY(const auto refused,
         session.integer("SELECT count(*) FROM refused WHERE journal = ? AND sequence BETWEEN ?"
                         " AND ?",
                         at.journal, first, last));
  TP_TRY(const auto in_holes,
         session.integer("SELECT sum(min(last, ?3) - max(first, ?2) + 1) FROM holes"
                         " WHERE journal = ?1 AND first <= ?3 AND last >= ?2",
                         at.journal, first, last));
  if (refused.value_or(0) + in_holes.value_or(0) != last - first + 1) {
    at.problem = "rows " + std::to_string(first) + " to " + std::to_string(last) +
                 " are neither stored, refused nor in a hole";
    return success();
  }
  TP_TRY(auto rows, session.query("SELECT chain FROM refused WHERE journal = ? AND sequence = ?",
                                  at.journal, last));
  TP_TRY(const bool found, rows.next());
  at.chain = found ? digest_at(rows, 0) : std::nullopt;
  at.through = last;
  return success();
}

}  // namespace

Result<sync::Statement> state_of(Session& session, std::int64_t device,
                                 const std::string& journal) {
  sync::Statement statement;
  statement.journal = journal;
  std::int64_t id = 0;
  {
    TP_TRY(auto rows, session.query("SELECT id, through, chain FROM journals WHERE device = ?"
                                    " AND journal = ?",
                                    device, journal));
    TP_TRY(const bool found, rows.next());
    if (!found) {
      statement.chain = crypto::chain_start(journal);
      statement.chain_known = true;
      return statement;
    }
    id = rows.integer(0);
    statement.through = rows.integer(1);
    const auto chain = digest_at(rows, 2);
    statement.chain = chain.value_or(Digest{});
    statement.chain_known = chain.has_value();
  }
  TP_CHECK(count_rows(session, id, statement));
  TP_CHECK(list_holes(session, id, statement));
  return statement;
}

Result<CheckedRows> check_rows(Session& session, const CheckedRows& from, std::int64_t rows_max) {
  CheckedRows at = from;
  TP_TRY(const auto through,
         session.integer("SELECT through FROM journals WHERE id = ?", at.journal));
  // Copied first: what must be asked about a gap is another statement.
  struct Row {
    std::int64_t sequence;
    std::optional<Digest> digest, chain;
    Digest actual;
  };
  std::vector<Row> found;
  {
    TP_TRY(auto rows, session.query("SELECT sequence, digest, chain, raw, type FROM events"
                                    " WHERE journal = ? AND sequence > ? AND sequence <= ?"
                                    " ORDER BY sequence LIMIT ?",
                                    at.journal, at.through, through.value_or(0), rows_max));
    while (true) {
      TP_TRY(const bool more, rows.next());
      if (!more) break;
      const auto digest = digest_at(rows, 1);
      const bool erased = rows.text(4) == kTombstoneType;
      found.push_back({rows.integer(0), digest, digest_at(rows, 2),
                       erased ? digest.value_or(Digest{}) : crypto::sha256(rows.blob(3))});
    }
  }
  for (const auto& row : found) {
    TP_CHECK(pass_unstored(session, at, row.sequence - 1));
    const bool same = row.digest && row.chain && *row.digest == row.actual &&
                      (!at.chain || crypto::chain_next(*at.chain, *row.digest) == *row.chain);
    if (at.problem.empty() && !same) {
      at.problem = "row " + std::to_string(row.sequence) + " is not what was stored";
    }
    if (!at.problem.empty()) break;
    at.through = row.sequence;
    at.chain = row.chain;
    ++at.stored;
  }
  if (at.problem.empty() && static_cast<std::int64_t>(found.size()) < rows_max) {
    TP_CHECK(pass_unstored(session, at, through.value_or(0)));
    at.done = true;
  }
  at.done = at.done || !at.problem.empty();
  return at;
}

Result<std::vector<JournalToCheck>> journals_to_check(Session& session, const std::string& device) {
  TP_TRY(auto rows, session.query("SELECT journals.id, devices.id, devices.device, journals.journal"
                                  " FROM journals JOIN devices ON devices.id = journals.device"
                                  " WHERE ?1 = '' OR devices.device = ?1"
                                  " ORDER BY devices.store, devices.device, journals.id",
                                  device));
  std::vector<JournalToCheck> journals;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) break;
    JournalToCheck each;
    each.device = rows.text(2);
    each.statement.journal = rows.text(3);
    each.from.journal = rows.integer(0);
    each.from.chain = crypto::chain_start(each.statement.journal);
    each.from.through = rows.integer(1);  // the device's row, for a moment
    journals.push_back(std::move(each));
  }
  for (auto& each : journals) {
    const auto row = std::exchange(each.from.through, 0);
    TP_TRY(each.statement, state_of(session, row, each.statement.journal));
    each.statement.device = each.device;
  }
  return journals;
}

}  // namespace touchpoint::hub
