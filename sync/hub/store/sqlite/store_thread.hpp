// StoreThread runs the calls of a SqliteStore on the store's own thread and answers on the loop.
//
// Everything that has queued up shares a transaction; each call has a savepoint, so that one that
// fails leaves nothing and the others are kept. Answers wait for the commit; when it fails they
// all say so.
//
// A full disk loses the group and leaves the file in use. After any other error of the file nothing
// is answered from it until it was opened anew and verified, which the next call causes, but not
// more often than every kReopenPause.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "core/clock.hpp"
#include "core/uuid.hpp"
#include "loop/worker.hpp"
#include "sqlite/copy.hpp"
#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/access.hpp"
#include "sync/hub/store/sqlite/approvals.hpp"
#include "sync/hub/store/sqlite/claims.hpp"
#include "sync/hub/store/sqlite/configuration.hpp"
#include "sync/hub/store/sqlite/events.hpp"
#include "sync/hub/store/sqlite/handovers.hpp"
#include "sync/hub/store/sqlite/identities.hpp"
#include "sync/hub/store/sqlite/lookups.hpp"
#include "sync/hub/store/sqlite/operator_records.hpp"
#include "sync/hub/store/sqlite/profiles.hpp"
#include "sync/hub/store/sqlite/tasks.hpp"

namespace touchpoint::hub {

inline constexpr auto kReopenPause = std::chrono::seconds{5};  // verifying reads the whole file

// What the calls work on. Store thread only.
struct Tables {
  Tables(Session opened, const Clock& the_clock, Random& random, const IdentityRules& the_rules)
      : session(std::move(opened)), clock(the_clock), ids(the_clock, random), rules(the_rules) {}

  Session session;
  const Clock& clock;
  UuidSource ids;
  const IdentityRules rules;
  Access access{session};
  Approvals approvals{session, access};
  Configuration configuration{session};
  OperatorRecords operators{session};
  Events events{session};
  Feed feed{session};
  Graph graph{session, feed};
  People people{session, rules};
  Profiles profiles{session, feed, graph, people, ids, rules};
  Identities identities{session, graph, people, rules};
  Lookups lookups{session, feed, graph, people, identities, rules};
  TaskSteps task_steps{session, feed};
  Claims claims{session, feed, lookups};
  Handovers handovers{session};
};

// What the tables are opened from; clock and random outlive it.
struct StoreFile {
  std::filesystem::path path;
  const Clock& clock;
  Random& random;
  IdentityRules rules{};
};
Result<std::unique_ptr<Tables>> open_tables(const StoreFile& file, Look look);

class StoreThread {
 public:
  StoreThread(Loop& loop, StoreFile file, std::unique_ptr<Tables> tables);
  ~StoreThread();  // does what is queued, then moves the log into the file

  template <class T>
  void call(std::move_only_function<Result<T>(Tables&)> work, Done<T> done);

  void on_changes(std::function<void(std::vector<std::string>)> observer);

  // See Store::copy. One at a time.
  void copy(std::filesystem::path to, std::function<void(int percent)> percent, Done<void> done);

 private:
  using Answer = std::move_only_function<void(const Result<void>& committed)>;
  // A copy under way; between groups it grows by a few pages.
  struct Copying {
    sqlite::Copy copy;
    std::function<void(int percent)> percent;
    Done<void> done;
    int told = 0;
  };

  void begin();
  Result<void> begin_transaction();
  void end(bool more_waiting);
  Result<void> commit();
  void stop_using_file(const Error& error);
  void tidy_log(bool more_waiting);
  void begin_copy(const std::filesystem::path& to, std::function<void(int)> percent,
                  Done<void> done);
  void go_on_copying();
  void end_copy(Result<void> result);
  template <class T>
  Result<T> run(std::move_only_function<Result<T>(Tables&)>& work);
  Result<void> open_savepoint();
  Result<void> close_savepoint(bool keep);
  void lose(const Error& error) { failed_ = error; }
  static bool is_of_the_file(const Error& error);

  Loop& loop_;
  const StoreFile file_;
  std::unique_ptr<Tables> tables_;  // null: there is no file to be trusted
  BootTime try_again_at_{};
  std::optional<Error> gone_;       // why there is none
  std::optional<Copying> copying_;  // reads tables_' connection
  std::optional<sqlite::Transaction> transaction_;
  std::optional<Error> failed_;    // why the group at hand cannot be kept
  std::vector<Answer> answers_;    // of the group at hand
  std::set<std::string> changed_;  // stores whose feed the group changed
  // Shared with what is posted to the loop; only the loop looks into it.
  std::shared_ptr<std::function<void(std::vector<std::string>)>> observer_ =
      std::make_shared<std::function<void(std::vector<std::string>)>>();
  Worker worker_;  // last: its thread uses everything above
};

template <class T>
Result<T> StoreThread::run(std::move_only_function<Result<T>(Tables&)>& work) {
  if (failed_) return *failed_;
  TP_CHECK(open_savepoint());
  auto result = work(*tables_);
  if (!result && is_of_the_file(result.error())) {
    lose(result.error());  // SQLite may have rolled back by itself, savepoints and all
    return result;
  }
  TP_CHECK(close_savepoint(result.has_value()));
  return result;
}

template <class T>
void StoreThread::call(std::move_only_function<Result<T>(Tables&)> work, Done<T> done) {
  // Shared because a queue that is full destroys the task, and then the answer is given here.
  auto answer = std::make_shared<Done<T>>(std::move(done));
  const bool queued = worker_.post([this, work = std::move(work), answer]() mutable {
    answers_.emplace_back([answer, result = run(work)](const Result<void>& committed) mutable {
      if (committed) return (*answer)(std::move(result));
      (*answer)(committed.error());
    });
  });
  if (queued) return;
  loop_.post([answer] { (*answer)(retry_later("the hub is busy")); });
}

}  // namespace touchpoint::hub
