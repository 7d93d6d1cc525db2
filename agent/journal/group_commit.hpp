// GroupCommit is what happens on the journal's thread: whatever has queued up becomes one
// transaction, and the answers of a whole group go to the loop together after its commit.
//
// The failure model is closed. When anything in a group fails, the whole group is rolled back and
// everyone who wrote in it is told; nothing of it is acknowledged. A full disk leaves the file in
// use: the next group tries again. Any other error ends the use of the file: nothing more is
// acknowledged until it was opened anew and verified, which the next caller causes, but not more
// often than every kReopenPause.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/status.hpp"
#include "journal/journal_file.hpp"
#include "loop/loop.hpp"

namespace touchpoint::journal {

inline constexpr auto kReopenPause = std::chrono::seconds{5};  // verifying reads the whole file

class GroupCommit {
 public:
  // Runs on the loop; `lost` is why the group's writes did not happen, null when they did.
  using Answer = std::move_only_function<void(const Error* lost)>;
  // Receives each group's answers and how the journal stands after it; called on this thread.
  struct Standing {
    bool well = true;
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
  bool is_lost() const { return lost_.has_value(); }
  // A write failed: the group is lost.
  void lose(const Error& error);
  // A read failed: what is appended does not depend on it, but the next start looks closely.
  void could_not_read(const Error& error);
  void answer(Answer answer) { answers_.push_back(std::move(answer)); }
  void end_group(bool more_waiting);

  Standing standing();
  void close();  // nothing is queued any more; moves the log into the file

 private:
  void checkpoint(bool more_waiting);
  void stop_using_file(const Error& error);

  const Options options_;
  const Surroundings surroundings_;
  std::unique_ptr<JournalFile> file_;
  Deliver deliver_;
  std::vector<Answer> answers_;
  std::optional<Error> lost_;    // of this group
  std::optional<Error> failed_;  // why there is no file
  BootTime try_again_at_{};
  Standing standing_;
};

}  // namespace touchpoint::journal
