#include "sync/hub/store/sqlite/store_thread.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kQueueMax = 1024;  // calls; a batch of events is one
constexpr std::size_t kGroupMax = 64;    // calls in one transaction
constexpr int kLogPagesQuiet = 1000;     // pages; written back when nothing waits
constexpr int kLogPagesMax = 16 * 1000;  // pages; written back even when something waits

}  // namespace

StoreThread::StoreThread(Loop& loop, std::unique_ptr<Tables> tables)
    : loop_(loop),
      tables_(std::move(tables)),
      worker_("store", kQueueMax, kGroupMax,
              {.before_group = [this] { begin(); },
               .after_group = [this](bool more_waiting) { end(more_waiting); }}) {}

void StoreThread::on_changes(std::function<void(std::vector<std::string>)> observer) {
  *observer_ = std::move(observer);
}

void StoreThread::begin() {
  failed_.reset();
  auto begun = sqlite::Transaction::begin(tables_->session.database());
  if (begun) {
    transaction_.emplace(std::move(begun).value());
  } else {
    failed_ = begun.error();
  }
}

void StoreThread::end(bool more_waiting) {
  Result<void> committed = success();
  if (failed_) {
    committed = *failed_;
  } else {
    committed = transaction_->commit();
  }
  transaction_.reset();
  if (!committed) changed_.clear();
  loop_.post([answers = std::exchange(answers_, {}), committed, observer = observer_,
              changed = std::vector<std::string>(changed_.begin(), changed_.end())]() mutable {
    for (auto& answer : answers)
      answer(committed);
    if (!changed.empty() && *observer) (*observer)(std::move(changed));
  });
  changed_.clear();
  tidy_log(more_waiting);
}

void StoreThread::tidy_log(bool more_waiting) {
  auto& database = tables_->session.database();
  const int pages = database.log_pages();
  if (pages < (more_waiting ? kLogPagesMax : kLogPagesQuiet)) return;
  // A checkpoint that fails leaves the log as it is; the next commit that fails says why.
  static_cast<void>(database.checkpoint());
}

Result<void> StoreThread::open_savepoint() {
  return tables_->session.run("SAVEPOINT call");
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
  if (!settled) failed_ = settled.error();
  return settled;
}

}  // namespace touchpoint::hub
