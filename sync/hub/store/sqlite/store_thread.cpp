#include "sync/hub/store/sqlite/store_thread.hpp"

#include "sqlite/set_aside.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kQueueMax = 1024;  // calls; a batch of events is one
constexpr std::size_t kGroupMax = 64;    // calls in one transaction
constexpr int kLogPagesQuiet = 1000;     // pages; written back when nothing waits
constexpr int kPagesAtATime = 256;       // of a copy, between two groups: a MiB, some milliseconds
constexpr int kLogPagesMax = 16 * 1000;  // pages; written back even when something waits

}  // namespace

Result<std::unique_ptr<Tables>> open_tables(const StoreFile& file, Look look) {
  TP_TRY(auto session,
         open_session(file.path, UuidSource(file.clock, file.random).next().text(), look));
  return std::make_unique<Tables>(std::move(session), file.clock, file.random, file.rules);
}

StoreThread::StoreThread(Loop& loop, StoreFile file, std::unique_ptr<Tables> tables)
    : loop_(loop),
      file_(std::move(file)),
      tables_(std::move(tables)),
      worker_("store", kQueueMax, kGroupMax,
              {.before_group = [this] { begin(); },
               .after_group = [this](bool more_waiting) { end(more_waiting); }}) {}

StoreThread::~StoreThread() {
  worker_.stop();
  end_copy(retry_later("the hub is closing"));
  // Should it fail, the log is still there, and the next start looks closely.
  if (tables_) static_cast<void>(tables_->session.database().empty_log().has_value());
}

void StoreThread::on_changes(std::function<void(std::vector<std::string>)> observer) {
  *observer_ = std::move(observer);
}

void StoreThread::begin() {
  failed_.reset();
  if (const auto begun = begin_transaction(); !begun) lose(begun.error());
}

Result<void> StoreThread::begin_transaction() {
  if (!tables_) {
    if (file_.clock.since_boot() < try_again_at_) return *gone_;
    auto opened = open_tables(file_, Look::after_error);
    if (!opened) {
      stop_using_file(opened.error());
      return *gone_;
    }
    tables_ = std::move(opened).value();
  }
  TP_TRY(auto begun, sqlite::Transaction::begin(tables_->session.database()));
  transaction_.emplace(std::move(begun));
  return success();
}

// The group's verdict. What could not be committed is rolled back, and what that tells of the file
// is acted on.
Result<void> StoreThread::commit() {
  Result<void> committed = success();
  if (failed_) {
    committed = *failed_;
  } else {
    committed = transaction_->commit();
  }
  transaction_.reset();
  if (committed || !tables_) return committed;
  changed_.clear();
  tables_->feed.forget();
  const auto error = committed.error();
  if (error.is(Condition::retry_later)) return error;
  if (!is_of_the_file(error)) return damaged(error.sentence());  // `refused` is a call's own word
  stop_using_file(error);
  return *gone_;
}

void StoreThread::end(bool more_waiting) {
  const auto committed = commit();
  loop_.post([answers = std::exchange(answers_, {}), committed, observer = observer_,
              changed = std::vector<std::string>(changed_.begin(), changed_.end())]() mutable {
    for (auto& answer : answers)
      answer(committed);
    if (!changed.empty() && *observer) (*observer)(std::move(changed));
  });
  changed_.clear();
  if (copying_) go_on_copying();
  if (tables_) tidy_log(more_waiting);
}

void StoreThread::copy(std::filesystem::path to, std::function<void(int)> percent,
                       Done<void> done) {
  auto answer = std::make_shared<Done<void>>(std::move(done));
  const bool queued =
      worker_.post([this, to = std::move(to), percent = std::move(percent), answer]() mutable {
        begin_copy(to, std::move(percent), std::move(*answer));
      });
  if (queued) return;
  loop_.post([answer] { (*answer)(retry_later("the hub is busy")); });
}

void StoreThread::begin_copy(const std::filesystem::path& to, std::function<void(int)> percent,
                             Done<void> done) {
  const auto refuse = [&](Error error) {
    loop_.post([done = std::move(done), error = std::move(error)]() mutable { done(error); });
  };
  if (copying_) return refuse(retry_later("a copy is already being made"));
  if (failed_ || !tables_) return refuse(failed_ ? *failed_ : *gone_);
  auto copy = sqlite::Copy::begin(tables_->session.database(), to);
  if (!copy) return refuse(copy.error());
  copying_.emplace(Copying{std::move(copy).value(), std::move(percent), std::move(done)});
}

// Behind a commit: nothing is copied inside a transaction.
void StoreThread::go_on_copying() {
  const auto whole = copying_->copy.step(kPagesAtATime);
  if (!whole) return end_copy(whole.error());
  if (whole.value()) return end_copy(success());
  const auto pages = copying_->copy.pages();
  const auto left = copying_->copy.pages_left();
  const int percent = pages > 0 ? static_cast<int>((pages - left) * 100 / pages) : 0;
  if (percent >= copying_->told + 5) {
    copying_->told = percent;
    loop_.post([tell = copying_->percent, percent] { tell(percent); });
  }
  // An empty group. Should the queue be full, the groups in it go on with the copy.
  static_cast<void>(worker_.post([] {}));
}

void StoreThread::end_copy(Result<void> result) {
  if (!copying_) return;
  loop_.post([done = std::move(copying_->done), result = std::move(result)]() mutable {
    done(std::move(result));
  });
  copying_.reset();
}

void StoreThread::tidy_log(bool more_waiting) {
  auto& database = tables_->session.database();
  const int pages = database.log_pages();
  if (pages < (more_waiting ? kLogPagesMax : kLogPagesQuiet)) return;
  const auto moved = database.checkpoint();
  // A full disk only postpones it: the rows are durable in the log.
  if (!moved && !moved.error().is(Condition::retry_later)) stop_using_file(moved.error());
}

void StoreThread::stop_using_file(const Error& error) {
  const bool first = tables_ != nullptr;
  end_copy(error);
  tables_.reset();
  sqlite::mark_suspect(file_.path);
  gone_ = Error{Condition::damaged, "the hub's database has failed: " + error.sentence()};
  try_again_at_ = file_.clock.since_boot() + (first ? BootTime{0} : BootTime{kReopenPause});
}

bool StoreThread::is_of_the_file(const Error& error) {
  return error.code().category() == sqlite::category() && !error.is(Condition::refused);
}

Result<void> StoreThread::open_savepoint() {
  auto opened = tables_->session.run("SAVEPOINT call");
  if (!opened) lose(opened.error());
  return opened;
}

// A savepoint that cannot be opened, undone or closed leaves a transaction nobody should keep.
Result<void> StoreThread::close_savepoint(bool keep) {
  const auto settle = [this, keep]() -> Result<void> {
    if (keep) {
      TP_TRY(const auto stores, tables_->feed.flush());
      changed_.insert(stores.begin(), stores.end());
    } else {
      tables_->feed.forget();
      TP_CHECK(tables_->session.run("ROLLBACK TO call"));
    }
    return tables_->session.run("RELEASE call");
  };
  auto settled = settle();
  if (!settled) lose(settled.error());
  return settled;
}

}  // namespace touchpoint::hub
