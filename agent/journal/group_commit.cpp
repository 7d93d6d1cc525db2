#include "journal/group_commit.hpp"

#include "sqlite/set_aside.hpp"

namespace touchpoint::journal {
namespace {

// Pages in the log. A checkpoint in a quiet moment costs nobody anything; one that cannot wait any
// longer costs a group some milliseconds, and a log that only grows makes every commit slower.
constexpr int kLogPagesQuiet = 1000;
constexpr int kLogPagesMax = 4000;

}  // namespace

GroupCommit::GroupCommit(Options options, const Surroundings& surroundings,
                         std::unique_ptr<JournalFile> file, Deliver deliver)
    : options_(std::move(options)),
      surroundings_(surroundings),
      file_(std::move(file)),
      deliver_(std::move(deliver)) {}

Result<JournalFile*> GroupCommit::file() {
  if (file_) return file_.get();
  if (surroundings_.clock.since_boot() < try_again_at_) return *failed_;
  auto opened = JournalFile::open(options_, JournalFile::Look::after_error, surroundings_);
  if (!opened) {
    stop_using_file(opened.error());
    return *failed_;
  }
  file_ = std::move(opened).value();
  failed_.reset();
  sqlite::clear_suspect(options_.file);
  return file_.get();
}

void GroupCommit::could_not_read(const Error& error) {
  if (error.is(Condition::damaged)) sqlite::mark_suspect(options_.file);
}

void GroupCommit::lose(const Error& error) {
  lost_ = error;
  if (file_) file_->roll_back();
  if (!error.is(Condition::retry_later)) stop_using_file(error);
}

void GroupCommit::stop_using_file(const Error& error) {
  const bool first = file_ != nullptr;
  file_.reset();
  sqlite::mark_suspect(options_.file);
  failed_ = Error{Condition::damaged, "the journal has failed: " + error.sentence()};
  try_again_at_ = surroundings_.clock.since_boot() + (first ? BootTime{0} : BootTime{kReopenPause});
}

void GroupCommit::end_group(bool more_waiting) {
  if (file_ && file_->writing()) {
    if (const auto committed = file_->commit(); !committed) lose(committed.error());
  }
  deliver_(std::exchange(answers_, {}), std::exchange(lost_, std::nullopt), standing());
  if (file_) checkpoint(more_waiting);
}

void GroupCommit::checkpoint(bool more_waiting) {
  const int pages = file_->log_pages();
  if (pages < kLogPagesQuiet || (more_waiting && pages < kLogPagesMax)) return;
  const auto moved = file_->checkpoint();
  // A full disk only postpones it: the rows are durable in the log.
  if (!moved && !moved.error().is(Condition::retry_later)) stop_using_file(moved.error());
}

GroupCommit::Standing GroupCommit::standing() {
  standing_.well = file_ != nullptr;
  if (!file_) return standing_;
  const auto through_before = std::exchange(standing_.through, file_->through());
  standing_.first_kept = file_->first_kept();
  standing_.last = file_->last();
  standing_.refused = file_->refused_count();
  if (standing_.through >= standing_.last) {
    standing_.oldest_unsent.reset();
  } else if (!standing_.oldest_unsent || standing_.through != through_before) {
    const auto recorded = file_->recorded_at(standing_.through + 1);
    if (recorded) standing_.oldest_unsent = recorded.value();  // else: the next group looks again
  }
  return standing_;
}

void GroupCommit::close() {
  // Should it fail, the log is still there, and the next start looks closely.
  if (file_) static_cast<void>(file_->close().has_value());
  file_.reset();
}

}  // namespace touchpoint::journal
