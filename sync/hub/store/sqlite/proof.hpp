// The hub's half of the proof that nothing was lost: what it holds of a journal, counted row by
// row, and whether each row is still what the device wrote.
#pragma once

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

// Of a journal that the hub has never heard of: nothing is stored.
Result<sync::Statement> state_of(Session& session, std::int64_t device, const std::string& journal);

// Reads up to `rows_max` rows after `from` again, as far as they are what was stored, and every
// other one is refused or in a hole.
Result<CheckedRows> check_rows(Session& session, const CheckedRows& from, std::int64_t rows_max);

// Each journal of a device, or of all: where its check begins.
Result<std::vector<JournalToCheck>> journals_to_check(Session& session, const std::string& device);

}  // namespace touchpoint::hub
