// Weighs what this device found in its journal against what the hub states, and says whether
// anything is lost. Pure.
#pragma once

#include <optional>
#include <string>

#include "core/proof.hpp"
#include "core/result.hpp"
#include "sync/codec/statement.hpp"
#include "sync/ports.hpp"

namespace touchpoint::sync {

struct Evidence {
  JournalPosition position;            // taken after the statement came
  std::int64_t verified_through = 0;   // rows were read again up to here
  std::int64_t erased = 0;             // of those
  std::optional<std::string> damage;   // what was found instead at the first wrong row
  std::optional<Statement> statement;  // nullopt: the hub could not be asked,
  std::string no_statement;            // and why
  std::optional<Digest> own_chain;     // at the statement's `through`; nullopt: not here any more
  WallTime at{};
};

Proof weigh(const Evidence& evidence);

}  // namespace touchpoint::sync
