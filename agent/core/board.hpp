// What the store board is made of: what happened at a device, as far as it counts, and the figures
// that follow from it (agent/board). Nothing here is personal: no figure names a customer or a
// member of staff.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/tasks.hpp"
#include "core/uuid.hpp"

namespace touchpoint {

// One event of this device that counts.
struct Happening {
  enum class Kind {
    recognised,    // `about`: the scan; nil: somebody was found without one
    unrecognised,  // `about`: the scan
    sold,
    returned,
    collected,  // handed over, in whole or in part
    complained,
    answered,  // `scale` and `score`
    undone,    // `about`: the event that was recorded by mistake
  };
  enum class Scale { nps, csat, ces };

  Uuid id;
  WallTime time{};
  std::string touchpoint;
  Kind kind{};
  Uuid about{};
  Scale scale{};
  int score = 0;
  std::string question{};
  Uuid response{};  // of all that one person answered in one go; nil: of this alone
};

// When something that is to be put right came up, and when somebody first took or ended it.
struct TaskTime {
  TaskKind kind{};
  WallTime opened{};
  std::optional<WallTime> reacted{};

  bool operator==(const TaskTime&) const = default;
};

// A figure from `n` of something, and where the true one lies with 95 % confidence; no value: `n`
// is too small to say one.
struct Estimate {
  struct Value {
    double value = 0;
    double low = 0;
    double high = 0;

    bool operator==(const Value&) const = default;
  };
  std::int64_t n = 0;
  std::optional<Value> of{};

  bool operator==(const Estimate&) const = default;
};

// What happened at one device, on one business day or on all that are shown.
struct BoardRow {
  std::string day;         // "2026-11-23"; empty: all of them together
  std::string touchpoint;  // empty: the whole device
  Estimate recognition;    // share of those who showed something that were known
  Estimate nps;            // -100 to 100
  Estimate csat;           // share of 4 and 5, of 1 to 5
  Estimate ces;            // share of 5 to 7, of 1 to 7
  std::int64_t sales = 0;
  std::int64_t collections = 0;
  std::int64_t returns = 0;
  std::int64_t complaints = 0;

  bool operator==(const BoardRow&) const = default;
};

// A scale's figure of all days that are shown, as it was given and without what is doubtful, and
// how many answers each rule of fairness has flagged (feedback/fairness.hpp).
struct TrustRow {
  Happening::Scale scale{};
  Estimate raw;
  Estimate cleaned;
  std::vector<std::pair<std::string, std::int64_t>> flagged;  // those that have flagged any

  bool operator==(const TrustRow&) const = default;
};

// What there was to put right in the store, by the business day on which it came up.
struct StoreRow {
  std::string day;
  std::int64_t opened = 0;
  std::int64_t waiting = 0;  // nobody has seen to it yet
  Estimate action;           // seconds until somebody took it: the median
  Estimate wait;             // … where somebody stands and waits: for the manager, for an order

  bool operator==(const StoreRow&) const = default;
};

struct Board {
  WallTime as_of{};
  std::string today;                // the business day
  std::string time_zone;            // "Europe/Rome"
  int day_turns_at = 0;             // the hour
  std::optional<WallTime> since{};  // what happened before is not counted
  bool whole = true;                // false: more happened than is counted
  std::vector<BoardRow> rows;       // by day, the last first; each with its touchpoints behind it
  std::vector<TrustRow> trust;      // of each scale that was asked
  std::optional<std::vector<StoreRow>> store{};  // nullopt: not known here now
};

}  // namespace touchpoint
