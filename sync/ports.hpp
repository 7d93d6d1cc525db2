// What the way to the hub needs from the rest of the device: rows to send, a place to keep
// receipts, a replica to fill. The journal and the profiles implement these; sync owns no storage.
//
// Everything is called on the loop thread, and every callback comes back on it.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/profile.hpp"
#include "core/result.hpp"
#include "core/tasks.hpp"

namespace touchpoint::sync {

// A row as it goes up: the event with its chain member.
struct OutgoingEvent {
  std::int64_t sequence = 0;
  std::string json;
  // Its chain is what comes of the row before it in the same answer: so it may leave it out.
  bool follows = false;
};

struct JournalPosition {
  std::string journal;          // its id
  std::int64_t first_kept = 1;  // the lowest sequence still here
  std::int64_t last = 0;        // the highest durable sequence; 0: empty
  std::int64_t through = 0;     // stored at the hub, as of the last receipt that was kept
  std::int64_t refused = 0;     // rows that are known to be refused
};

struct Refusal {
  std::int64_t sequence = 0;
  std::string reason;
};

// What the hub refuses of the rows above `since` and up to `through`: all of it.
struct RefusalPage {
  static constexpr std::int64_t kToTheEnd = std::numeric_limits<std::int64_t>::max();
  std::int64_t since = 0;
  std::int64_t through = kToTheEnd;
  std::vector<Refusal> refusals{};
};

// A receipt that is proven but for its chain.
struct KeptReceipt {
  std::int64_t through = 0;
  std::int64_t refused = 0;  // rows of this journal, as the hub counts
  std::string jws{};
  std::optional<Digest> chain{};  // what it says stands at `through`
  bool chain_may_be_gone = false;
};

class EventSource {
 public:
  virtual ~EventSource() = default;
  virtual JournalPosition position() const = 0;
  // Rows with sequence > after, oldest first, until `bytes_max` would be passed (at least one row).
  // Where a row was erased stands its tombstone.
  virtual void read_after(
      std::int64_t after, std::size_t rows_max, std::size_t bytes_max,
      std::move_only_function<void(Result<std::vector<OutgoingEvent>>)> done) = 0;
  // Moves the cursor to `through` (up, or down after the hub was restored) and keeps the receipt.
  // False, and nothing happens, when another chain stands there, or none that is still known.
  virtual void keep_receipt(KeptReceipt receipt,
                            std::move_only_function<void(Result<bool>)> done) = 0;
  // Takes the place of what was known of these rows.
  virtual void keep_refusals(RefusalPage page,
                             std::move_only_function<void(Result<void>)> done) = 0;
};

// One page of the change feed (CONTRACT.md, "Down").
struct ChangePage {
  std::string epoch;
  std::int64_t since = 0;
  std::int64_t through = 0;
  bool more = false;
  WallTime as_of{};
  std::string reflects_journal;
  std::int64_t reflects_through = 0;
  std::vector<Profile> profiles;
  std::vector<std::string> gone;
  std::vector<TaskStep> task_steps{};  // of the store's tasks, those behind `since`
};

struct FeedCursor {
  std::string epoch;  // empty: nothing was ever pulled
  std::int64_t since = 0;
};

class ReplicaStore {
 public:
  virtual ~ReplicaStore() = default;
  virtual FeedCursor cursor() const = 0;
  // Applies the page and moves the cursor in one transaction. A page of another epoch than the
  // cursor's empties the replica first.
  virtual void apply(ChangePage page, std::move_only_function<void(Result<void>)> done) = 0;
};

}  // namespace touchpoint::sync
