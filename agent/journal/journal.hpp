// Journal is the record of what happened here: an event is recorded when its row is on stable
// storage, and only then does anybody hear of it. What must leave for the hub is the rows above its
// cursor; there is no second list to disagree with it.
//
// It lives on the loop thread and never blocks it. Its file belongs to a thread of its own, the
// journal thread, which makes one transaction of whatever has queued up. Callbacks of a whole group
// come back together, in the order of the calls. FORMAT.md describes the file.
//
// Promises: sequence counts 1, 2, 3 … without a gap, whatever fails. The same id is recorded once,
// as long as its row is here. After a failed write nothing is acknowledged until the file was
// opened anew and verified. A file that cannot be used is set aside, never overwritten. Where there
// is no room new work is refused (Error::is_full()) until there is; what the hub has not stored
// never goes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/status.hpp"
#include "counter/ports.hpp"
#include "crypto/device_key.hpp"
#include "journal/group_commit.hpp"
#include "loop/worker.hpp"
#include "sqlite/set_aside.hpp"
#include "sync/ports.hpp"

namespace touchpoint::journal {

// An event read back, for those who show what the centre does not reflect yet.
struct KeptEvent {
  std::int64_t sequence = 0;
  std::string type;
  std::string json;  // without its chain member
};

struct KeptEvents {
  std::vector<KeptEvent> events;
  std::int64_t through = 0;  // everything up to here was looked at; the next `after`
  bool more = false;
};

class Journal final : public counter::Recorder, public sync::EventSource {
 public:
  struct Opened {
    std::unique_ptr<Journal> journal;
    std::optional<sqlite::SetAside> set_aside;  // the file that was found could not be used
    int format = 0;                             // of the file
  };
  // Blocks: called before the loop runs. `loop`, `clock` and `random` outlive the journal.
  // `misconfigured` when the folder cannot be written or the key is not this journal's,
  // `retry_later` when another program has the file open, `damaged` when the disk itself fails.
  static Result<Opened> open(Options options, const crypto::DeviceKeys& keys, Loop& loop,
                             const Clock& clock, Random& random);
  ~Journal() override;

  void record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) override;

  sync::JournalPosition position() const override;
  void read_after(
      std::int64_t after, std::size_t rows_max, std::size_t bytes_max,
      std::move_only_function<void(Result<std::vector<sync::OutgoingEvent>>)> done) override;
  // The chain value at a sequence that is still kept (or first_kept - 1); nullopt otherwise.
  void chain_at(std::int64_t sequence,
                std::move_only_function<void(Result<std::optional<Digest>>)> done);
  void keep_receipt(sync::KeptReceipt receipt,
                    std::move_only_function<void(Result<bool>)> done) override;
  void keep_refusals(sync::RefusalPage page,
                     std::move_only_function<void(Result<void>)> done) override;

  // Up to `rows_max` events of these types above `after`, oldest first. Erased ones are left out.
  void scan_after(std::int64_t after, std::vector<std::string> types, std::size_t rows_max,
                  std::move_only_function<void(Result<KeptEvents>)> done);

  // Up to `rows_max` of the rows that the hub refuses, oldest first.
  void refused_after(std::int64_t after, std::size_t rows_max,
                     std::move_only_function<void(Result<std::vector<RefusedRow>>)> done);
  // Takes the bodies of these rows away for good, from the file and its log; how many had one.
  void erase(std::vector<std::int64_t> sequences,
             std::move_only_function<void(Result<std::int64_t>)> done);
  // Recomputes digests and chain of up to `rows_max` rows after `from`; begin with a `from` of
  // nothing. `damaged` at the first row that is not what was written.
  void verify(const Verified& from, std::int64_t rows_max,
              std::move_only_function<void(Result<Verified>)> done);

  // JournalFile's.
  void list(std::int64_t after, std::size_t rows_max,
            std::move_only_function<void(Result<std::vector<ListedRow>>)> done);
  void begin_copy(std::filesystem::path to, std::move_only_function<void(Result<void>)> done);
  void copy(int pages, std::move_only_function<void(Result<CopyState>)> done);

  DeviceStatus::Journal status() const;

  // Records what is queued, then closes the file. Answers that have not been given yet come while
  // the loop still runs. Later calls are refused. Safe to call twice.
  void stop();

 private:
  struct LoopSide;
  Journal(std::string id, Loop& loop, std::unique_ptr<GroupCommit> group,
          std::shared_ptr<LoopSide> loop_side);
  enum class Kind {
    reads,
    writes,
    records,  // writes something new, for which there must be room
  };
  template <class Value, class Work, class Done>
  void post(Kind kind, Work work, Done done);

  const std::string id_;
  Loop& loop_;
  std::shared_ptr<LoopSide> loop_side_;
  std::unique_ptr<GroupCommit> group_;
  Worker worker_;
};

}  // namespace touchpoint::journal
