// The hub's statement of what it holds of one journal, signed (CONTRACT.md, "Statement"): its half
// of the proof that nothing was lost.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/codec/receipt.hpp"

namespace touchpoint::sync {

struct Statement {
  std::string device;
  std::string journal;
  std::int64_t through = 0;
  Digest chain{};            // chain(through); zeros behind a hole
  bool chain_known = false;  // false behind a hole
  std::int64_t stored = 0;   // rows up to `through`, counted one by one
  std::int64_t waiting = 0;  // rows above it, whose turn has not come
  std::int64_t refused = 0;
  std::int64_t erased = 0;    // of the stored ones: tombstones
  std::int64_t in_holes = 0;  // rows that this device had no more when the hub lacked them
  std::vector<std::pair<std::int64_t, std::int64_t>> holes{};  // first to last; the first kHolesMax
  WallTime at{};

  static constexpr std::size_t kHolesMax = 100;
};

std::string sign_statement(const crypto::Signer& signer, const Statement& statement);
Result<Statement> verify_statement(std::string_view jws, const std::vector<PinnedKey>& keys);

}  // namespace touchpoint::sync
