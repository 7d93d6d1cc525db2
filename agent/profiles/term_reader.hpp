// TermReader finds the rows of `profiles` that have the most of what is asked for, from the table
// `terms` alone. Block by block, so that it can be ended between two of them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "profiles/terms.hpp"
#include "sqlite/sqlite.hpp"

namespace touchpoint::profiles {

inline constexpr std::size_t kGroupsMax = 16;

// Whoever has one of these terms has what the group stands for; the weightiest first.
struct TermGroup {
  struct Weighed {
    Term term = 0;
    int weight = 0;  // 1 to 100
  };
  std::vector<Weighed> terms;
};

struct TermHit {
  std::int64_t row = 0;
  int groups = 0;                               // how many it has
  int weight = 0;                               // the sum
  std::array<std::uint8_t, kGroupsMax> each{};  // by group; 0: it does not have it
};

struct TermHits {
  std::vector<TermHit> best;  // most groups first, then the greatest weight, then the row
  std::int64_t count = 0;     // with those that are not among them
  bool stopped = false;
};

class TermReader {
 public:
  Result<void> prepare(sqlite::Database& database);

  // Those that have at least `least` of the groups, at most `max` of them. Groups beyond kGroupsMax
  // are passed over.
  Result<TermHits> best(const std::vector<TermGroup>& groups, int least, std::size_t max,
                        const std::atomic<bool>& stop);

 private:
  Result<void> mark(std::int64_t block, const TermGroup& group, std::size_t number);
  void collect(std::int64_t block, int least, std::size_t max, TermHits& hits);

  sqlite::Statement last_row_;
  sqlite::Statement read_;
  // Of the block at hand: what each row has, and which rows have anything.
  std::vector<std::array<std::uint8_t, kGroupsMax>> weights_;
  std::vector<std::uint16_t> touched_;
};

}  // namespace touchpoint::profiles
