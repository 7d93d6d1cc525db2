// What leaves the journal: whole rows that the hub has, and the bodies of rows that were erased.
#include <algorithm>

#include "journal/journal_file.hpp"
#include "journal/statements.hpp"

namespace touchpoint::journal {

Result<std::int64_t> JournalFile::erase(const std::vector<std::int64_t>& sequences) {
  TP_CHECK(begin());
  std::int64_t erased = 0;
  for (const auto sequence : sequences) {
    TP_CHECK(statements_->erase_event.run(sequence));
    erased += database_.changes();
    TP_CHECK(statements_->erase_refused.run(sequence));
    erased += database_.changes();
  }
  return erased;
}

// The age of a row whose clock could not be trusted is not known. But rows stand in the order in
// which they were recorded: what stands before a row that is old enough is older still.
Result<std::int64_t> JournalFile::last_to_trim(std::optional<WallTime> before,
                                               std::int64_t rows_max) {
  const auto end = std::min(pending_.through, pending_.first_kept + rows_max - 1);
  if (!before) return end;
  std::int64_t first_known = 0;
  {
    auto rows = statements_->first_with_time.query(pending_.first_kept, pending_.through);
    TP_TRY(const bool found, rows.next());
    if (!found || WallTime{std::chrono::milliseconds{rows.integer(1)}} >= *before) return 0;
    first_known = rows.integer(0);
  }
  if (first_known >= end) return end;
  auto rows = statements_->last_before.query(first_known, end, before->time_since_epoch().count());
  TP_TRY(const bool found, rows.next());
  return found ? rows.integer(0) : 0;
}

Result<std::int64_t> JournalFile::trim(std::optional<WallTime> before, std::int64_t rows_max) {
  // Which rows are refused must be known first: those stay.
  if (pending_.refused != pending_.refused_at_hub) return 0;
  TP_TRY(const auto last, last_to_trim(before, rows_max));
  if (last < pending_.first_kept) return 0;
  TP_TRY(const auto chain, chain_at(last));
  if (!chain) return damaged("the journal has a gap at " + std::to_string(last));
  TP_CHECK(begin());
  TP_CHECK(statements_->set_refused_apart.run(pending_.first_kept, last));
  TP_CHECK(statements_->delete_events.run(pending_.first_kept, last));
  const auto trimmed = database_.changes();
  TP_CHECK(statements_->keep_first.run(last + 1, *chain));
  pending_.first_kept = last + 1;
  pending_.chain_before = *chain;
  return trimmed;
}

Result<void> JournalFile::give_back(int pages) {
  TP_CHECK(database_.give_back(pages));
  return database_.checkpoint();
}

}  // namespace touchpoint::journal
