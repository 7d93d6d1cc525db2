// JournalFile is journal.db itself: it appends rows in transactions and reads them back, on the
// journal's thread (and before that starts). FORMAT.md describes the file and its invariants.
//
// It does not decide when to commit and never tries again. After an error that is not `retry_later`
// it must not be used any more: open the file anew, which verifies it.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/event.hpp"
#include "core/limits.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "crypto/device_key.hpp"
#include "journal/body.hpp"
#include "journal/identity.hpp"
#include "sqlite/copy.hpp"
#include "sqlite/schema.hpp"
#include "sqlite/set_aside.hpp"
#include "sqlite/sqlite.hpp"
#include "sync/ports.hpp"

namespace touchpoint::journal {

struct Options {
  std::filesystem::path file;
  std::string source;                                   // "/stores/<store>/devices/<device>"
  std::int64_t file_max = limits::kJournalBytesMax;     // bytes; what is more is refused
  std::chrono::milliseconds look_for_room{1'000};       // how often, while there is none
  std::int64_t ballast = limits::kJournalBallastBytes;  // bytes; 0: none
};

// What the file is opened with; clock and random outlive it.
struct Surroundings {
  crypto::DeviceKeys keys;
  const Clock& clock;
  Random& random;
};

// A row as it is kept.
struct Row {
  std::int64_t sequence = 0;
  std::string_view type;             // only when types were asked for
  std::optional<std::string> event;  // without its chain member; nullopt: erased
  Digest digest{};
  Digest chain{};
};

// A row that the hub refuses.
struct RefusedRow {
  std::int64_t sequence = 0;
  std::string reason;
  std::optional<std::string> json;  // as it goes up; nullopt: erased
};

// What a row says without its body: nothing of this is personal.
struct ListedRow {
  std::int64_t sequence = 0;
  std::string type;
  std::string touchpoint;
  WallTime time{};
  bool erased = false;
  bool refused = false;
};

// How far a copy of the file has got.
struct CopyState {
  bool whole = false;
  std::int64_t pages_left = 0;
  std::int64_t pages = 0;
};

// How far rows were found to be what was written.
struct Verified {
  std::int64_t through = 0;
  Digest chain{};           // at `through`
  std::int64_t erased = 0;  // rows whose body is gone: only their place in the chain was checked
};

// What became of one event: recorded, or refused for what is wrong with this very one.
struct Verdict {
  Result<Recorded> answer;
};

class JournalFile {
 public:
  // How closely an existing file is looked at. Its last rows always are; every page is after a stop
  // that was not clean; after an error the log is moved into the file and cut as well, because what
  // a failed sync left in it may never reach the disk by itself.
  enum class Look { last_rows, every_page, after_error };

  // Makes the file when it is absent or empty. `damaged` when it is not what was written, `refused`
  // when it is another program's, another device's or a newer release's; it stays untouched then.
  static Result<std::unique_ptr<JournalFile>> open(const Options& options, Look look,
                                                   const Surroundings& surroundings);
  ~JournalFile();

  const Uuid& id() const { return identity_.id; }
  Result<int> format() { return sqlite::version_of(database_); }
  std::int64_t first_kept() const { return durable_.first_kept; }  // as of the last commit, as all
  std::int64_t last() const { return durable_.sequence; }          // of these:
  std::int64_t through() const { return durable_.through; }
  std::int64_t refused_count() const { return durable_.refused; }
  Result<std::optional<WallTime>> recorded_at(std::int64_t sequence);

  // These write, and begin a transaction when none is open; nothing counts before commit().
  Result<Verdict> append(const NewEvent& event);
  Result<void> keep_receipt(const sync::KeptReceipt& receipt);
  Result<void> keep_refusals(const sync::RefusalPage& page);
  // Takes the bodies of these rows away for good; digest and chain stay. How many had one.
  Result<std::int64_t> erase(const std::vector<std::int64_t>& sequences);
  // Lets go of the oldest rows that the hub has stored, at most `rows_max`: those that were
  // recorded before `before`, or all of them. Refused rows are kept beside. How many went.
  Result<std::int64_t> trim(std::optional<WallTime> before, std::int64_t rows_max);
  bool writing() const { return transaction_.has_value(); }
  Result<void> commit();
  void roll_back();

  // Durable rows above `after`, oldest first, until `take` returns false; only those of `types`,
  // unless that is empty.
  using Take = std::function<bool(Row row)>;
  Result<void> read_after(std::int64_t after, const std::vector<std::string>& types,
                          const Take& take);
  Result<std::optional<Digest>> chain_at(std::int64_t sequence);
  // What goes up in the place of a row that was erased, without its chain member.
  Result<std::string> tombstone(std::int64_t sequence);
  Result<std::vector<RefusedRow>> refused_after(std::int64_t after, std::size_t rows_max);
  // Durable rows above `after` without their bodies, oldest first.
  Result<std::vector<ListedRow>> list(std::int64_t after, std::size_t rows_max);
  // Makes a copy of the file, as it is when the copy is whole, in steps beside other work. One at a
  // time; `to` must not be there. `retry_later` when the copy cannot be written, or was broken off
  // because the file had to be opened anew.
  Result<void> begin_copy(const std::filesystem::path& to);
  Result<CopyState> copy(int pages);
  // Recomputes up to `rows_max` rows after `from`, digest by digest. `damaged` at the first that is
  // not what was written. Rows that were trimmed meanwhile are passed over.
  Result<Verified> verify(const Verified& from, std::int64_t rows_max);

  Result<std::int64_t> room() { return database_.room(); }  // bytes that the file can still take
  // Makes the file shorter by up to `pages` of what is free in it, at the next checkpoint.
  Result<void> give_back(int pages);
  int log_pages() const { return database_.log_pages(); }
  Result<void> checkpoint() { return database_.checkpoint(); }
  // Moves the log into the file and cuts it: what was erased is nowhere any more.
  Result<void> empty_log() { return database_.empty_log(); }
  Result<void> close();  // the orderly end: moves the log into the file; nothing else may follow

 private:
  struct Statements;
  struct Head {
    std::int64_t sequence = 0;
    Digest chain{};
    std::int64_t first_kept = 1;
    Digest chain_before{};  // at first_kept - 1
    std::int64_t through = 0;
    std::int64_t refused = 0;         // rows that are known by number
    std::int64_t refused_at_hub = 0;  // rows that the hub counts
  };

  JournalFile(const Options& options, sqlite::Database database, const Surroundings& surroundings,
              Identity identity, std::unique_ptr<Statements> statements);
  Result<void> read_head();
  Result<void> verify_tail();
  Result<void> begin();
  Result<std::int64_t> name_of(const std::string& text);
  Result<std::int64_t> this_boot();
  Result<Verdict> answer_repeat(const NewEvent& event, BytesView fingerprint);
  Result<std::int64_t> last_to_trim(std::optional<WallTime> before, std::int64_t rows_max);

  const Surroundings surroundings_;
  const std::string source_;
  const Identity identity_;
  const std::string id_text_;
  sqlite::Database database_;
  std::unique_ptr<Statements> statements_;
  BodySealer sealer_;
  std::optional<sqlite::Copy> copy_;
  std::optional<sqlite::Transaction> transaction_;
  Head durable_;
  Head pending_;                                            // with what is not committed yet
  std::map<std::string, std::int64_t, std::less<>> names_;  // forgotten when a transaction fails
  std::optional<std::int64_t> boot_;
  ClockQuality clock_quality_{};  // as of the transaction's beginning: asking costs a system call
};

// The file to start with: the one that is there, looked at as closely as its last end asks for, or
// a new one when that one cannot be used; then it was set aside.
struct OpenedFile {
  std::unique_ptr<JournalFile> file;
  std::optional<sqlite::SetAside> set_aside;
};
Result<OpenedFile> open_or_set_aside(const Options& options, const Surroundings& surroundings);

// The schema of journal.db, for opening it and for the test that its migrations lead there.
const sqlite::Schema& journal_schema();

}  // namespace touchpoint::journal
