#include "copying.hpp"

#include <algorithm>

#include "backup/files.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "journal/journal_file.hpp"

namespace touchpoint {
namespace {

namespace fs = std::filesystem;

constexpr int kPagesAtATime = 256;            // a MiB: some milliseconds of the journal's thread
constexpr std::int64_t kRowsAtATime = 1'000;  // some ten milliseconds of the slow worker
constexpr std::int64_t kTellEvery = 20;       // steps
constexpr std::uintmax_t kRoomToSpare = 64 << 20;  // bytes that a backup leaves on the disk
constexpr auto kTryAgain = std::chrono::milliseconds{100};

std::string percent(std::int64_t done, std::int64_t all) {
  return std::to_string(all > 0 ? std::min<std::int64_t>(done * 100 / all, 100) : 100) + " %";
}

}  // namespace

struct Copying::Backup {
  bool with_identity = false;
  control::ReplyPtr reply;
  std::int64_t steps = 0;
  // Of the slow worker:
  std::unique_ptr<journal::JournalFile> file;
  journal::Verified verified;
};

Copying::Copying(Loop& loop, Worker& slow, journal::Journal& journal, const Clock& clock,
                 Random& random, const crypto::DeviceKeys& keys, Device device)
    : loop_(loop),
      slow_(slow),
      journal_(journal),
      clock_(clock),
      random_(random),
      keys_(keys),
      device_(std::move(device)),
      folder_(device_.state / backup::kStaging) {
  std::error_code
      ignored;  // what cannot be removed is in the way of the next backup, which says so
  fs::remove_all(folder_, ignored);
}

// An empty folder on a disk that has room for a copy.
Result<void> Copying::prepare() const {
  std::error_code failed;
  fs::remove_all(folder_, failed);
  if (!failed) fs::create_directory(folder_, failed);
  if (!failed) fs::permissions(folder_, fs::perms::owner_all, failed);
  if (failed) {
    return retry_later("cannot make the folder " + folder_.string() + ": " + failed.message());
  }
  const auto file = device_.state / backup::kJournal;
  auto needed = kRoomToSpare;
  for (const std::string_view ending : {"", "-wal"}) {
    const auto size = fs::file_size(fs::path{file} += ending, failed);
    if (!failed) needed += size;
  }
  const auto room = fs::space(device_.state, failed);
  if (!failed && room.available < needed) {
    return no_room("a backup needs " + std::to_string(needed >> 20) +
                   " MiB on the disk of the state folder for a while: free some space");
  }
  return success();
}

void Copying::make(bool with_identity, const control::ReplyPtr& reply) {
  if (under_way_) return reply->fail(retry_later("a backup is already being made"));
  if (const auto ready = prepare(); !ready) return reply->fail(ready.error());
  under_way_ = std::make_shared<Backup>();
  under_way_->with_identity = with_identity;
  under_way_->reply = reply;
  reply->progress("copying the journal");
  journal_.begin_copy(folder_ / backup::kJournal,
                      [this, backup = under_way_](const Result<void>& begun) {
                        begun ? copy_journal(backup) : finish(backup, begun);
                      });
}

void Copying::copy_journal(const BackupPtr& backup) {
  journal_.copy(kPagesAtATime, [this, backup](const Result<journal::CopyState>& copied) {
    if (!copied) return finish(backup, copied.error());
    const auto& state = copied.value();
    if (state.whole) {
      backup->reply->progress("reading the copy again");
      return verify(backup);
    }
    if (++backup->steps % kTellEvery == 0) {
      backup->reply->progress("copying the journal: " +
                              percent(state.pages - state.pages_left, state.pages));
    }
    copy_journal(backup);
  });
}

// As the device itself would look at it: every page, every row, the whole chain.
void Copying::verify(const BackupPtr& backup) {
  const bool queued = slow_.post([this, backup, alive = std::weak_ptr(alive_)] {
    const auto look = [&]() -> Result<bool> {
      if (!backup->file) {
        const journal::Options options{
            .file = folder_ / backup::kJournal,
            .source = "/stores/" + device_.store + "/devices/" + device_.name};
        TP_TRY(backup->file,
               journal::JournalFile::open(options, journal::JournalFile::Look::every_page,
                                          {keys_, clock_, random_}));
      }
      const auto before = backup->verified.through;
      TP_TRY(backup->verified, backup->file->verify(backup->verified, kRowsAtATime));
      const auto last = backup->file->last();
      if (backup->verified.through < last && backup->verified.through > before) return false;
      if (backup->verified.through < last) return damaged("the copy's last rows are missing");
      TP_CHECK(backup->file->close());
      backup->file.reset();
      std::error_code ignored;  // emptied, and without meaning beside a closed file
      fs::remove(folder_ / (std::string(backup::kJournal) + "-wal"), ignored);
      TP_CHECK(copy_files(*backup));
      return true;
    };
    auto whole = look();
    if (!whole) backup->file.reset();
    loop_.post([this, backup, alive, whole = std::move(whole)] {
      if (alive.expired()) return;
      if (!whole) return finish(backup, whole.error());
      if (whole.value()) return finish(backup, success());
      if (++backup->steps % kTellEvery == 0) {
        backup->reply->progress("reading the copy again: row " +
                                std::to_string(backup->verified.through));
      }
      verify(backup);
    });
  });
  if (!queued) again_ = loop_.after(kTryAgain, [this, backup] { verify(backup); });
}

Result<void> Copying::copy_files(const Backup& backup) const {
  std::error_code failed;
  const auto access = device_.state / backup::kAccess;
  if (fs::exists(access, failed)) {
    TP_CHECK(backup::copy_file(access, folder_ / backup::kAccess));
  }
  if (backup.with_identity) {
    TP_CHECK(backup::copy_file(device_.key_file, folder_ / backup::kKey));
    const auto identity = device_.state / backup::kIdentity;
    if (fs::exists(identity, failed)) {
      TP_CHECK(backup::copy_folder(identity, folder_ / backup::kIdentity));
    }
  }
  return files::write_new(folder_ / backup::kDescription,
                          "{\"touchpoint_backup\":1,\"store\":" + json_quoted(device_.store) +
                              ",\"device\":" + json_quoted(device_.name) +
                              ",\"version\":" + json_quoted(device_.version) +
                              ",\"at\":" + json_quoted(to_rfc3339(clock_.wall())) +
                              ",\"last\":" + std::to_string(backup.verified.through) +
                              ",\"identity\":" + (backup.with_identity ? "true" : "false") + "}\n",
                          0600);
}

void Copying::finish(const BackupPtr& backup, const Result<void>& made) {
  under_way_.reset();
  if (made) {
    backup->reply->ok("{\"folder\":" + json_quoted(folder_.string()) +
                      ",\"last\":" + std::to_string(backup->verified.through) + "}");
    return;
  }
  std::error_code ignored;  // removed before the next one, too
  fs::remove_all(folder_, ignored);
  backup->reply->fail(made.error());
}

void Copying::forget(const control::ReplyPtr& reply) {
  if (under_way_) return reply->fail(retry_later("a backup is being made"));
  std::error_code failed;
  fs::remove_all(folder_, failed);
  if (failed) return reply->fail(retry_later("cannot remove " + folder_.string()));
  reply->ok("{}");
}

}  // namespace touchpoint
