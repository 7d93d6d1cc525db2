// Identity is the one row that makes a file a particular journal: its random id, whose rows it
// holds, where its kept rows begin, the chain's value before them, and a check that the device's
// key is the one that its rows were sealed with.
#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "core/uuid.hpp"
#include "sqlite/sqlite.hpp"

namespace touchpoint::journal {

struct Identity {
  Uuid id;
  std::string source;  // "/stores/<store>/devices/<device>"; empty: not said (format 1)
  std::int64_t first_kept = 1;
  Digest chain_before{};  // the chain's value at first_kept - 1
};

// Writes a new identity into a journal that has none.
Result<Identity> make_identity(sqlite::Database& database, const std::string& source,
                               const Digest& key, const Clock& clock, Random& random);

// nullopt: the file is new. `misconfigured` when `key` is not this journal's.
Result<std::optional<Identity>> read_identity(sqlite::Database& database, const Digest& key);

// Whose rows a journal of format 1 holds.
Result<void> keep_source(sqlite::Database& database, const std::string& source);

}  // namespace touchpoint::journal
