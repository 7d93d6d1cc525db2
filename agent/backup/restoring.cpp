#include "backup/restoring.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "backup/archive.hpp"
#include "backup/files.hpp"
#include "core/files.hpp"
#include "core/state_lock.hpp"
#include "crypto/device_key.hpp"
#include "journal/journal_file.hpp"
#include "sqlite/set_aside.hpp"

namespace touchpoint::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRowsAtATime = 10'000;
constexpr const char* kIncoming = "restore";  // in the state folder, while one is under way
constexpr const char* kMoves = "moves";       // in there, from when on there is no way back

bool is_there(const fs::path& path) {
  std::error_code ignored;  // what cannot be looked at cannot be put aside either, which is told
  return fs::exists(fs::symlink_status(path, ignored));
}

bool is_part_of_a_backup(std::string_view name) {
  return name == kJournal || name == kAccess || name == kKey || name == kDescription ||
         name.starts_with(std::string(kIdentity) + "/");
}

Error cannot(std::string_view doing, const fs::path& path, const std::error_code& failed) {
  return retry_later(std::string("cannot ").append(doing).append(" ").append(path.string()) + ": " +
                     failed.message());
}

struct Move {
  fs::path from;
  fs::path to;  // never there before
};

// A line for each, with a tab between the two.
std::string to_text(const std::vector<Move>& moves) {
  std::string text;
  for (const auto& [from, to] : moves)
    text += from.string() + "\t" + to.string() + "\n";
  return text;
}

std::vector<Move> moves_in(const fs::path& file) {
  std::vector<Move> moves;
  std::ifstream text(file);
  for (std::string from, to; std::getline(text, from, '\t') && std::getline(text, to);)
    moves.push_back({from, to});
  return moves;
}

// root restores, and the service's user must be able to go on with it.
Result<void> own(const fs::path& path, const fs::path& as_folder) {
  struct stat folder {};
  if (::geteuid() != 0 || ::stat(as_folder.c_str(), &folder) != 0) return success();
  if (::lchown(path.c_str(), folder.st_uid, folder.st_gid) == 0) return success();
  const std::error_code code{errno, std::generic_category()};
  return retry_later("cannot give " + path.string() + " to the service: " + code.message());
}

class Restoring {
 public:
  Restoring(const RestoreOrder& order, const Clock& clock, Random& random,
            const std::function<void(std::string_view)>& progress)
      : order_(order),
        clock_(clock),
        random_(random),
        progress_(progress),
        incoming_(order.state / kIncoming) {}
  ~Restoring() {
    if (committed_) return;   // finish_restore's
    std::error_code ignored;  // removed before the next one, too
    fs::remove_all(incoming_, ignored);
  }
  Restoring(const Restoring&) = delete;
  Restoring& operator=(const Restoring&) = delete;

  Result<Restored> run() {
    TP_CHECK(unpack_copy());
    TP_CHECK(choose_key());
    TP_CHECK(read_copy());
    TP_CHECK(look_at_what_is_here());
    TP_CHECK(make_way());
    put_in_place();
    TP_CHECK(commit());
    TP_CHECK(finish_restore(order_.state));
    return result_;
  }

 private:
  Result<void> unpack_copy() {
    std::error_code failed;
    fs::remove_all(incoming_, failed);
    if (!failed) fs::create_directory(incoming_, failed);
    if (!failed) fs::permissions(incoming_, fs::perms::owner_all, failed);
    if (failed) return cannot("make the folder", incoming_, failed);
    progress_("unpacking the copy");
    TP_CHECK(unpack(order_.archive, incoming_, is_part_of_a_backup));
    if (is_there(incoming_ / kJournal)) return success();
    return refused(order_.archive.string() + " holds no journal: it is no backup of a device");
  }

  Result<void> choose_key() {
    if (is_there(order_.key_file)) {
      TP_TRY(here_, crypto::read_device_secret(order_.key_file, false, random_));
    }
    Bytes brought;
    const Bytes* key = here_ ? &*here_ : nullptr;
    if (is_there(incoming_ / kKey)) {
      TP_TRY(brought, crypto::read_device_secret(incoming_ / kKey, false, random_));
      replaces_key_ = key != nullptr && *key != brought;
      key = &brought;
    }
    if (key == nullptr) {
      return refused(
          "the copy was made without its device's key, and there is no key here: restore it on the "
          "device that it was made of; where systemd hands the key over, in a unit that loads the "
          "credential device.key");
    }
    key_ = crypto::derive_device_keys(*key);
    if (is_there(incoming_ / kKey) && !here_ && is_there(order_.credential)) {
      return refused(
          "systemd hands this device its key (" + order_.credential.string() +
          "), and the copy's own would stand beside it unused: seal the copy's "
          "device.key there first (systemd-creds encrypt --name=device.key), and restore "
          "in a unit that loads it");
    }
    if (replaces_key_ && order_.key_file.parent_path() != order_.state) {
      return refused("the device key " + order_.key_file.string() +
                     " is another one than the copy's: put the copy's key there first");
    }
    return success();
  }

  Result<std::unique_ptr<journal::JournalFile>> open(const fs::path& file,
                                                     const crypto::DeviceKeys& keys) {
    return journal::JournalFile::open({.file = file, .source = order_.source},
                                      journal::JournalFile::Look::every_page,
                                      {keys, clock_, random_});
  }

  // As the device itself would: every page, every row, the whole chain.
  Result<void> read_copy() {
    progress_("reading every row of the copy");
    auto opened = open(incoming_ / kJournal, key_);
    if (!opened) return opened.error().within("the copy's journal cannot be used");
    auto& file = *opened.value();
    journal::Verified verified;
    for (std::int64_t before = -1; verified.through < file.last() && verified.through != before;) {
      before = verified.through;
      TP_TRY(verified, file.verify(verified, kRowsAtATime));
      progress_("row " + std::to_string(verified.through) + " of " + std::to_string(file.last()));
    }
    copy_id_ = file.id();
    result_.last = file.last();
    result_.unsent = file.last() - file.through();
    return file.close();
  }

  // Whether anything is here that the copy has not.
  Result<void> look_at_what_is_here() {
    const auto here = order_.state / kJournal;
    if (order_.set_aside) return success();
    constexpr std::string_view kAdvice =
        "; with --set-aside it is kept beside, and rows of it that were not sent are recorded "
        "again";
    if (replaces_key_) {
      return refused(
          "this device has a key of its own: with --set-aside all that it has recorded is put into "
          "a "
          "folder beside, together with that key");
    }
    if (!is_there(here) && !sqlite::is_orphaned_log(here)) return success();
    auto opened = here_ ? open(here, crypto::derive_device_keys(*here_))
                        : Result<std::unique_ptr<journal::JournalFile>>(
                              misconfigured("its device key is not there"));
    if (!opened) {
      if (opened.error().is(Condition::retry_later)) return opened.error();
      return refused(
          "whether the journal that is here has rows that the copy has not cannot be "
          "seen (" +
          opened.error().sentence() + ")" + std::string(kAdvice));
    }
    const auto last = opened.value()->last();
    const bool covered = opened.value()->id() == copy_id_ && last <= result_.last;
    TP_CHECK(opened.value()->close());
    if (covered) return success();
    return refused("the journal that is here has " + std::to_string(last) +
                   " rows, and the copy has not all of them" + std::string(kAdvice));
  }

  void plan(const fs::path& from, const fs::path& to) {
    if (is_there(from)) moves_.push_back({from, to});
  }

  // What stands in the way is to be renamed; with another key everything that it had sealed goes
  // with it.
  Result<void> make_way() {
    const auto& state = order_.state;
    const auto now = clock_.wall();
    if (replaces_key_) {
      const auto folder = sqlite::aside_name(state / "device", now);
      std::error_code failed;
      for (const auto& entry : fs::directory_iterator(state, failed)) {
        const auto name = entry.path().filename().string();
        const bool stays = name == kIncoming || name == kStateLockFile || name == "journal.ballast";
        if (!stays) plan(entry.path(), folder / name);
      }
      if (failed) return cannot("read", state, failed);
      result_.aside = folder;
      return success();
    }
    const auto journal = state / kJournal;
    if (is_there(journal) || sqlite::is_orphaned_log(journal)) {
      result_.aside = sqlite::aside_name(journal, now);
      // The database first, as sqlite::set_aside does.
      for (const auto* ending : {"", "-wal"})
        plan(state / (std::string(kJournal) + ending), result_.aside->string() + ending);
    }
    if (is_there(incoming_ / kAccess)) {
      plan(state / kAccess, sqlite::aside_name(state / kAccess, now));
    }
    return success();
  }

  void put_in_place() {
    const auto& state = order_.state;
    const auto comes = [this](const fs::path& to) { return replaces_key_ || !is_there(to); };
    if (is_there(incoming_ / kKey) && comes(order_.key_file)) {
      plan(incoming_ / kKey, order_.key_file);
      result_.identity = true;
    }
    if (is_there(incoming_ / kIdentity) && comes(state / kIdentity)) {
      plan(incoming_ / kIdentity, state / kIdentity);
      result_.identity = true;
    }
    if (is_there(incoming_ / kAccess)) {
      plan(incoming_ / kAccess, state / kAccess);
      result_.access = true;
    }
    // Never in the journal's own place. A second later than what makes way, which has that name.
    plan(incoming_ / kJournal,
         sqlite::aside_name(state / kJournal, clock_.wall() + std::chrono::seconds{1}));
  }

  // From here on whoever comes next finishes it: this program, the daemon or another restore.
  Result<void> commit() {
    TP_CHECK(own(incoming_, order_.state));
    std::error_code failed;
    for (const auto& below : fs::recursive_directory_iterator(incoming_, failed)) {
      TP_CHECK(own(below.path(), order_.state));
    }
    if (failed) return cannot("read", incoming_, failed);
    const auto fresh = incoming_ / "moves.new";
    TP_CHECK(files::write_new(fresh, to_text(moves_), 0600));
    TP_CHECK(own(fresh, order_.state));
    TP_CHECK(files::sync_folder(incoming_));
    TP_CHECK(files::sync_folder(order_.state));
    fs::rename(fresh, incoming_ / kMoves, failed);
    if (failed) return cannot("rename", fresh, failed);
    committed_ = true;
    return success();
  }

  const RestoreOrder& order_;
  const Clock& clock_;
  Random& random_;
  const std::function<void(std::string_view)>& progress_;
  const fs::path incoming_;
  std::optional<Bytes> here_;  // the key that is here
  bool replaces_key_ = false;
  crypto::DeviceKeys key_;  // that opens the copy
  Uuid copy_id_;
  std::vector<Move> moves_;
  bool committed_ = false;
  Restored result_;
};

}  // namespace

// A move whose target is there was made before. Each is made in order, so the last one made says
// how far it came; the names are such that no move undoes another's.
Result<bool> finish_restore(const fs::path& state) {
  const auto incoming = state / kIncoming;
  std::error_code failed;
  if (!fs::exists(incoming / kMoves, failed)) return false;
  for (const auto& [from, to] : moves_in(incoming / kMoves)) {
    if (is_there(to) || !is_there(from)) continue;
    if (!is_there(to.parent_path())) {
      fs::create_directory(to.parent_path(), failed);
      if (!failed) fs::permissions(to.parent_path(), fs::perms::owner_all, failed);
      if (failed) return cannot("make the folder", to.parent_path(), failed);
      TP_CHECK(own(to.parent_path(), state));
    }
    fs::rename(from, to, failed);
    if (failed) return cannot("rename", from, failed);
  }
  const auto journal = state / kJournal;
  fs::remove(journal.string() + "-shm", failed);  // of the journal that made way
  sqlite::clear_suspect(journal);
  TP_CHECK(files::sync_folder(state));
  fs::remove(incoming / kMoves, failed);
  if (failed) return cannot("remove", incoming / kMoves, failed);
  fs::remove_all(incoming, failed);  // what is left there is of no use
  return true;
}

Result<Restored> restore(const RestoreOrder& order, const Clock& clock, Random& random,
                         const std::function<void(std::string_view)>& progress) {
  std::error_code failed;
  if (!fs::is_directory(order.state, failed)) {
    return refused("there is no state folder " + order.state.string() +
                   ": install and configure the device first");
  }
  const auto lock_file = order.state / kStateLockFile;
  const bool had_lock_file = is_there(lock_file);
  const auto lock = StateLock::take(order.state);
  if (!lock) {
    if (!lock.error().is(Condition::retry_later)) return lock.error();
    return retry_later("touchpointd runs with " + order.state.string() +
                       ": stop it first (systemctl stop touchpointd)");
  }
  TP_CHECK(own(lock_file, order.state));  // should this program be ended before it is removed
  TP_CHECK(finish_restore(order.state));
  auto restored = Restoring(order, clock, random, progress).run();
  // Root's lock file would keep the service's user out.
  if (!had_lock_file) fs::remove(lock_file, failed);
  return restored;
}

}  // namespace touchpoint::backup
