// Proof is the answer to "is anything lost?": what this device recorded, what the centre says in
// its signed statement that it holds, and whether the two agree. `touchpointctl prove` and the
// pages show it. Carries no personal data. The shape on the wire is `Proof` in web/openapi.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"

namespace touchpoint {

struct Proof {
  std::string journal;
  std::int64_t recorded = 0;    // rows, since the journal began
  std::int64_t first_kept = 1;  // rows before it were trimmed: the centre had stored them
  // The rows that are here were read again: each digest, and the chain from one to the next.
  std::int64_t verified_through = 0;
  std::int64_t erased = 0;  // of the rows that are here

  // The centre's half; nullopt: it could not be asked.
  struct Centre {
    std::int64_t through = 0;
    std::int64_t stored = 0;
    std::int64_t refused = 0;
    std::int64_t erased = 0;
    std::int64_t in_holes = 0;  // rows that this device had let go before the centre lost them
    std::vector<std::pair<std::int64_t, std::int64_t>> holes;
    WallTime at{};
  };
  std::optional<Centre> centre{};
  std::int64_t pending = 0;  // recorded and here, not stored yet
  std::int64_t missing = 0;  // neither stored, pending, refused nor in a hole that is named

  std::vector<std::string> problems{};  // sentences; none: it is proven
  WallTime at{};

  bool proven() const { return centre && problems.empty(); }
};

}  // namespace touchpoint
