// GroupCommit is what happens on the journal's thread: whatever has queued up becomes one
// transaction, and the answers of a whole group go to the loop together after its commit. In quiet
// moments it moves the log into the file and trims what the hub has had for long enough.
//
// The failure model is closed. When anything in a group fails, the whole group is rolled back and
// everyone who wrote in it is told; nothing of it is acknowledged. Any error but a full disk ends
// the use of the file: nothing more is acknowledged until it was opened anew and verified, which
// the next caller causes, but not more often than every kReopenPause.
//
// Where there is no room, on the disk or in the file, new work is refused before it is tried, and
// receipts, refusals, erasures and trimming go on: what leaves makes room, and look_for_room()
// finds it. Never is anything let go that the hub has not stored.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/status.hpp"
#include "journal/ballast.hpp"
#include "journal/journal_file.hpp"
#include "loop/loop.hpp"

namespace touchpoint::journal {

inline constexpr auto kReopenPause = std::chrono::seconds{5};  // verifying reads the whole file
inline constexpr auto kTrimPause = std::chrono::minutes{10};
inline constexpr std::int64_t kTrimRows = 256;  // at a time: some milliseconds

class GroupCommit {
 public:
  // Runs on the loop; `lost` is why the group's writes did not happen, null when they did.
  using Answer = std::move_only_function<void(const Error* lost)>;
  // Receives each group's answers and how the journal stands after it; called on this thread.
  struct Standing {
    bool well = true;
    bool full = false;  // new work is refused for want of room
    std::int64_t first_kept = 1;
    std::int64_t last = 0;
    std::int64_t through = 0;
    std::int64_t refused = 0;
    std::optional<WallTime> oldest_unsent;
  };
  using Deliver = std::move_only_function<void(std::vector<Answer> answers,
                                               std::optional<Error> lost, Standing standing)>;

  GroupCommit(Options options, const Surroundings& surroundings, std::unique_ptr<JournalFile> file,
              Deliver deliver);

  // The file to read from or write to; an Error while there is none to be trusted.
  Result<JournalFile*> file();
  // Why new work is not taken; nullopt: it is. Looks for room now and then.
  std::optional<Error> no_room();
  void look_for_room();
  bool is_lost() const { return lost_.has_value(); }
  // A write failed: the group is lost.
  void lose(const Error& error);
  // A read failed: what is appended does not depend on it, but the next start looks closely.
  void could_not_read(const Error& error);
  void answer(Answer answer) { answers_.push_back(std::move(answer)); }
  // Bodies were erased: nothing of them may be left in the log when the group is answered.
  void scrub() { scrub_ = true; }
  void end_group(bool more_waiting);

  Standing standing();
  void close();  // nothing is queued any more; moves the log into the file

 private:
  enum class Want { nothing, disk, file };  // what there is no room in

  Error refusal() const;
  Result<void> commit();
  void keep(const Result<void>& kept);
  Result<void> measure();
  Result<void> checkpoint(bool more_waiting);
  bool trim_due(bool more_waiting) const;
  Result<void> trim();
  void stop_using_file(const Error& error);

  const Options options_;
  const Surroundings surroundings_;
  std::unique_ptr<JournalFile> file_;
  Ballast ballast_;
  Deliver deliver_;
  std::vector<Answer> answers_;
  std::optional<Error> lost_;    // of this group
  std::optional<Error> failed_;  // why there is no file
  BootTime try_again_at_{};
  Want want_ = Want::nothing;
  BootTime look_at_{};
  bool scrub_ = false;
  BootTime trim_at_{};
  std::int64_t measured_at_ = 0;  // the last row when the room was measured
  Standing standing_;
};

}  // namespace touchpoint::journal
