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
#include "core/random.hpp"
#include "core/result.hpp"
#include "crypto/device_key.hpp"
#include "journal/body.hpp"
#include "journal/identity.hpp"
#include "sqlite/schema.hpp"
#include "sqlite/set_aside.hpp"
#include "sqlite/sqlite.hpp"

namespace touchpoint::journal {

struct Options {
  std::filesystem::path file;
  std::string source;  // "/stores/<store>/devices/<device>"
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
  Digest chain{};
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
  // when it is another program's or a newer release's; it stays untouched then.
  static Result<std::unique_ptr<JournalFile>> open(const Options& options, Look look,
                                                   const Surroundings& surroundings);
  ~JournalFile();

  const Uuid& id() const { return identity_.id; }
  std::int64_t first_kept() const { return identity_.first_kept; }
  std::int64_t last() const { return durable_.sequence; }  // as of the last commit, like these:
  std::int64_t through() const { return durable_.through; }
  std::int64_t refused_count() const { return durable_.refused; }
  Result<std::optional<WallTime>> recorded_at(std::int64_t sequence);

  // These write, and begin a transaction when none is open; nothing counts before commit().
  Result<Verdict> append(const NewEvent& event);
  Result<void> keep_receipt(std::int64_t through, std::string_view jws);
  Result<void> keep_refusal(std::int64_t sequence, std::string_view reason);
  bool writing() const { return transaction_.has_value(); }
  Result<void> commit();
  void roll_back();

  // Durable rows above `after`, oldest first, until `take` returns false; only those of `types`,
  // unless that is empty.
  using Take = std::function<bool(Row row)>;
  Result<void> read_after(std::int64_t after, const std::vector<std::string>& types,
                          const Take& take);
  Result<std::optional<Digest>> chain_at(std::int64_t sequence);

  int log_pages() const { return database_.log_pages(); }
  Result<void> checkpoint() { return database_.checkpoint(); }
  Result<void> close();  // the orderly end: moves the log into the file; nothing else may follow

 private:
  struct Statements;
  struct Head {
    std::int64_t sequence = 0;
    Digest chain{};
    std::int64_t through = 0;
    std::int64_t refused = 0;
  };

  JournalFile(const Options& options, sqlite::Database database, const Surroundings& surroundings,
              const Identity& identity, std::unique_ptr<Statements> statements);
  Result<void> read_head();
  Result<void> verify_tail();
  Result<void> begin();
  Result<std::int64_t> name_of(const std::string& text);
  Result<std::int64_t> this_boot();
  Result<Verdict> answer_repeat(const NewEvent& event, BytesView fingerprint);

  const Surroundings surroundings_;
  const std::string source_;
  const Identity identity_;
  const std::string id_text_;
  sqlite::Database database_;
  std::unique_ptr<Statements> statements_;
  BodySealer sealer_;
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
