#include "journal/group_commit.hpp"

#include "sqlite/set_aside.hpp"

namespace touchpoint::journal {
namespace {

// Pages in the log. A checkpoint in a quiet moment costs nobody anything; one that cannot wait any
// longer costs a group some milliseconds, and a log that only grows makes every commit slower.
constexpr int kLogPagesQuiet = 1000;
constexpr int kLogPagesMax = 4000;

// Bytes in the file that are kept for what must be written when new work is not taken any more.
constexpr std::int64_t kReserve = 4 << 20;
// Rows after which the room is measured again, at the latest: as many of the largest fit the
// reserve.
constexpr std::int64_t kMeasureRows = 32;
// Pages that a file on a full disk is made shorter by at a time.
constexpr int kGiveBackPages = 1024;

std::filesystem::path ballast_of(std::filesystem::path file) {
  return file.replace_extension(".ballast");
}

}  // namespace

GroupCommit::GroupCommit(Options options, const Surroundings& surroundings,
                         std::unique_ptr<JournalFile> file, Deliver deliver)
    : options_(std::move(options)),
      surroundings_(surroundings),
      file_(std::move(file)),
      ballast_(ballast_of(options_.file), options_.ballast),
      deliver_(std::move(deliver)) {
  if (!ballast_.raise()) want_ = Want::disk;
}

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

std::optional<Error> GroupCommit::no_room() {
  if (want_ == Want::nothing) return std::nullopt;
  if (surroundings_.clock.since_boot() >= look_at_) look_for_room();
  return want_ == Want::nothing ? std::nullopt : std::optional{refusal()};
}

Error GroupCommit::refusal() const {
  if (want_ == Want::file) {
    return touchpoint::no_room(
        "the journal is full, nothing new can be recorded until the hub has stored what waits: "
        "bring the device online");
  }
  return touchpoint::no_room(
      "the disk is full, nothing new can be recorded: free some space on the disk of " +
      options_.file.string());
}

// What the file lacks is measured at the end of every group while it lacks it.
void GroupCommit::look_for_room() {
  look_at_ = surroundings_.clock.since_boot() + options_.look_for_room;
  if (want_ == Want::disk && ballast_.raise()) want_ = Want::nothing;
}

void GroupCommit::could_not_read(const Error& error) {
  if (error.is(Condition::damaged)) sqlite::mark_suspect(options_.file);
}

void GroupCommit::lose(const Error& error) {
  lost_ = error;
  if (file_) file_->roll_back();
  if (!error.is(Condition::retry_later)) return stop_using_file(error);
  if (!error.is_full() || !file_) return;
  if (want_ == Want::nothing) {
    const auto room = file_->room();
    want_ = room && room.value() < kReserve ? Want::file : Want::disk;
    look_at_ = surroundings_.clock.since_boot() + options_.look_for_room;
    if (want_ == Want::disk) ballast_.drop();
  }
  lost_ = refusal();
}

void GroupCommit::stop_using_file(const Error& error) {
  const bool first = file_ != nullptr;
  file_.reset();
  sqlite::mark_suspect(options_.file);
  failed_ = Error{Condition::damaged, "the journal has failed: " + error.sentence()};
  try_again_at_ = surroundings_.clock.since_boot() + (first ? BootTime{0} : BootTime{kReopenPause});
}

Result<void> GroupCommit::commit() {
  TP_CHECK(file_->commit());
  if (!scrub_) return success();
  return file_->empty_log();
}

void GroupCommit::end_group(bool more_waiting) {
  if (file_ && file_->writing()) {
    if (const auto committed = commit(); !committed) lose(committed.error());
  }
  scrub_ = false;
  if (file_) keep(measure());
  deliver_(std::exchange(answers_, {}), std::exchange(lost_, std::nullopt), standing());
  if (file_) keep(checkpoint(more_waiting));
  if (file_ && trim_due(more_waiting)) {
    keep(trim());
    deliver_({}, std::nullopt, standing());
  }
}

// House-keeping that fails costs nobody an answer. For want of room it is done another time: what
// is durable in the log stays there.
void GroupCommit::keep(const Result<void>& kept) {
  if (kept) return;
  if (file_) file_->roll_back();
  if (!kept.error().is(Condition::retry_later)) stop_using_file(kept.error());
}

Result<void> GroupCommit::measure() {
  if (want_ != Want::file && file_->last() - measured_at_ < kMeasureRows) return success();
  TP_TRY(const auto room, file_->room());
  measured_at_ = file_->last();
  if (want_ != Want::disk) want_ = room < kReserve ? Want::file : Want::nothing;
  return success();
}

bool GroupCommit::trim_due(bool more_waiting) const {
  if (want_ != Want::nothing) return true;
  return !more_waiting && surroundings_.clock.since_boot() >= trim_at_;
}

// Age counts only while the clock can be trusted; without room it does not count at all.
Result<void> GroupCommit::trim() {
  const auto& clock = surroundings_.clock;
  const auto due = std::exchange(trim_at_, clock.since_boot() + BootTime{kTrimPause});
  std::optional<WallTime> before;
  if (want_ == Want::nothing) {
    if (clock.quality() != ClockQuality::synchronised) return success();
    before = clock.wall() - limits::kResendWindow;
  }
  TP_TRY(const auto trimmed, file_->trim(before, kTrimRows));
  TP_CHECK(file_->commit());
  if (trimmed == kTrimRows) trim_at_ = due;  // there is more of it, and the next group goes on
  if (want_ == Want::disk) {
    TP_CHECK(file_->give_back(kGiveBackPages));
  }
  return measure();
}

Result<void> GroupCommit::checkpoint(bool more_waiting) {
  const int pages = file_->log_pages();
  if (pages < kLogPagesQuiet || (more_waiting && pages < kLogPagesMax)) return success();
  return file_->checkpoint();
}

GroupCommit::Standing GroupCommit::standing() {
  standing_.well = file_ != nullptr;
  standing_.full = want_ != Want::nothing;
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
