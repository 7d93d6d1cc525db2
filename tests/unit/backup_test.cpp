// Archives of ours, beside what every tar says of them, and what restoring refuses.
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "backup/archive.hpp"
#include "backup/restoring.hpp"
#include "core/state_lock.hpp"
#include "journal/journal_file.hpp"
#include "sqlite/copy.hpp"
#include "support/held_clock.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::backup {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> bytes{};
  for (std::size_t length; (length = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;)
    output.append(bytes.data(), length);
  ::pclose(pipe);
  return output;
}

bool anything(std::string_view) {
  return true;
}

class ArchiveTest : public testing::Test {
 protected:
  ArchiveTest() {
    fs::create_directories(folder_ / "in/identity");
    support::write_file(folder_ / "in/a.db", std::string(200'000, 'x'));
    support::write_file(folder_ / "in/empty", "");
    support::write_file(folder_ / "in/identity/key.pem", std::string(512, 'k'));
  }
  Result<void> write() { return write_archive(file_, members_of(folder_ / "in").value(), now_); }
  // A made-up archive with one member of that name.
  fs::path named(const std::string& name) {
    const auto file = folder_ / "made.tar";
    fs::remove(file);
    EXPECT_TRUE(write_archive(file, {{.name = name, .text = "x"}}, now_));
    return file;
  }
  fs::path fresh(const std::string& name) {
    fs::remove_all(folder_ / name);
    fs::create_directory(folder_ / name);
    return folder_ / name;
  }

  support::TempFolder folder_;
  fs::path file_ = folder_ / "out.tar";
  const WallTime now_ = *from_rfc3339("2026-03-02T10:00:00Z");
};

TEST_F(ArchiveTest, IsReadByEveryTarAndByUs) {
  ASSERT_TRUE(write());
  EXPECT_EQ(output_of("tar tf " + file_.string()), "a.db\nempty\nidentity/key.pem\n");
  const auto theirs = fresh("theirs");
  EXPECT_EQ(output_of("tar xf " + file_.string() + " -C " + theirs.string()), "");
  EXPECT_EQ(read(theirs / "a.db"), read(folder_ / "in/a.db"));
  const auto ours = fresh("ours");
  ASSERT_TRUE(unpack(file_, ours, anything));
  for (const auto* name : {"a.db", "empty", "identity/key.pem"}) {
    EXPECT_EQ(read(ours / name), read(folder_ / "in" / name)) << name;
    struct stat status {};
    ASSERT_EQ(::stat((ours / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
  }
}

TEST_F(ArchiveTest, IsClosedToOthersAndNeverWrittenOverAFile) {
  ASSERT_TRUE(write());
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto before = read(file_);
  EXPECT_TRUE(write().error().is(Condition::refused));
  EXPECT_EQ(read(file_), before);
  fs::remove(file_);
  fs::create_symlink("elsewhere", file_);
  EXPECT_TRUE(write().error().is(Condition::refused));
  EXPECT_FALSE(fs::exists(folder_ / "elsewhere"));
}

TEST_F(ArchiveTest, LeavesNothingBehindWhenItCannotBeWritten) {
  const auto missing = write_archive(file_, {{.name = "a", .file = folder_ / "absent"}}, now_);
  EXPECT_FALSE(missing);
  EXPECT_FALSE(write_archive(file_, {{.name = std::string(101, 'n'), .text = "x"}}, now_));
  EXPECT_FALSE(fs::exists(file_));
  EXPECT_FALSE(fs::exists(folder_ / "out.tar.part"));
}

TEST_F(ArchiveTest, RefusesWhatWouldLeaveTheFolder) {
  for (const auto* name : {"../x", "/etc/x", "a/../x", "a//x", ".hidden", "a/.x", "a b", "a\nb"}) {
    const auto into = fresh("into");
    const auto result = unpack(named(name), into, anything);
    ASSERT_FALSE(result) << name;
    EXPECT_TRUE(result.error().is(Condition::refused)) << name;
    EXPECT_TRUE(fs::is_empty(into)) << name;
  }
  EXPECT_FALSE(unpack(named("other"), fresh("into"), [](auto name) { return name == "a"; }));
  // A link in an archive of somebody else's.
  fs::create_directory(folder_ / "links");
  fs::create_symlink("/etc/passwd", folder_ / "links/a");
  output_of("tar cf " + (folder_ / "links.tar").string() + " -C " + (folder_ / "links").string() +
            " a");
  EXPECT_TRUE(
      unpack(folder_ / "links.tar", fresh("into"), anything).error().is(Condition::refused));
}

TEST_F(ArchiveTest, FindsWhatWasCutOrChanged) {
  ASSERT_TRUE(write());
  const auto whole = read(file_);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{100}, whole.size() / 2, whole.size() - 1024}) {
    const auto cut = support::write_file(folder_ / "cut.tar", whole.substr(0, size));
    EXPECT_TRUE(unpack(cut, fresh("into"), anything).error().is(Condition::damaged)) << size;
  }
  auto changed = whole;
  changed[0] = 'b';
  EXPECT_TRUE(unpack(support::write_file(folder_ / "changed.tar", changed), fresh("into"), anything)
                  .error()
                  .is(Condition::damaged));
}

// A state folder with a journal of two rows, and a backup of it.
class RestoreTest : public testing::Test {
 protected:
  RestoreTest() {
    fs::create_directory(state_);
    const auto secret = crypto::read_device_secret(state_ / "device.key", true, random_).value();
    keys_ = crypto::derive_device_keys(secret);
    record(2);
    fs::create_directory(folder_ / "made");
    {
      const auto file = open();
      EXPECT_TRUE(file->begin_copy(folder_ / "made/journal.db"));
      while (!file->copy(1).value().whole) {
      }
      EXPECT_TRUE(file->close());
    }
    EXPECT_TRUE(write_archive(archive_, members_of(folder_ / "made").value(), clock_.wall()));
  }
  std::unique_ptr<journal::JournalFile> open() {
    return journal::JournalFile::open({.file = state_ / "journal.db", .source = source_},
                                      journal::JournalFile::Look::every_page,
                                      {keys_, clock_, random_})
        .value();
  }
  void record(int rows) {
    const auto file = open();
    for (int i = 0; i < rows; ++i) {
      EXPECT_TRUE(file->append({.id = ids_.next(),
                                .type = "touchpoint.order.completed",
                                .time = clock_.wall(),
                                .touchpoint = "counter-1",
                                .data = "{}"}));
    }
    EXPECT_TRUE(file->commit());
    EXPECT_TRUE(file->close());
  }
  Result<Restored> restore(bool set_aside = false) {
    return backup::restore({.archive = archive_,
                            .state = state_,
                            .key_file = state_ / "device.key",
                            .credential = credential_,
                            .source = source_,
                            .set_aside = set_aside},
                           clock_, random_, [](std::string_view) {});
  }
  std::string why_not() {
    const auto result = restore();
    return result ? "it was restored" : result.error().sentence();
  }
  // The journals that the daemon would read and record again.
  std::size_t journals_aside() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(state_)) {
      const auto name = entry.path().filename().string();
      count += name.starts_with("journal.db.aside-") && !name.ends_with("-wal") ? 1 : 0;
    }
    return count;
  }

  support::TempFolder folder_;
  support::HeldClock clock_;
  support::RepeatableRandom random_;
  UuidSource ids_{clock_, random_};
  crypto::DeviceKeys keys_;
  std::string source_ = "/stores/milano-01/devices/pos-3";
  fs::path state_ = folder_ / "state";
  fs::path archive_ = folder_ / "copy.tar";
  fs::path credential_ = folder_ / "touchpoint.device.key";
};

TEST_F(RestoreTest, NeverPutsACopyInTheJournalsPlace) {
  const auto restored = restore();
  ASSERT_TRUE(restored) << restored.error().sentence();
  EXPECT_EQ(restored.value().last, 2);
  EXPECT_EQ(restored.value().unsent, 2);
  EXPECT_FALSE(fs::exists(state_ / "journal.db"));
  EXPECT_EQ(journals_aside(), 2U);  // the copy, and the journal that was here
}

TEST_F(RestoreTest, RefusesToPassOverRowsThatTheCopyHasNot) {
  record(1);
  EXPECT_THAT(why_not(), HasSubstr("has 3 rows, and the copy has not all of them"));
  EXPECT_TRUE(fs::exists(state_ / "journal.db"));
  EXPECT_EQ(journals_aside(), 0U);
  ASSERT_TRUE(restore(true));
  EXPECT_EQ(journals_aside(), 2U);
}

TEST_F(RestoreTest, TakesAJournalThatCannotBeReadForOneThatHasMore) {
  support::write_file(state_ / "journal.db", std::string(8192, 'x'));
  EXPECT_THAT(why_not(), HasSubstr("cannot be seen"));
  ASSERT_TRUE(restore(true));
  EXPECT_EQ(journals_aside(), 2U);
}

TEST_F(RestoreTest, IsRefusedWhileADaemonRuns) {
  const auto daemon = StateLock::take(state_);
  ASSERT_TRUE(daemon);
  EXPECT_TRUE(restore().error().is(Condition::retry_later));
  EXPECT_THAT(why_not(), HasSubstr("stop it first"));
}

TEST_F(RestoreTest, RefusesTheCopyOfAnotherDevice) {
  fs::remove(state_ / "journal.db");
  source_ = "/stores/milano-01/devices/pos-4";
  EXPECT_THAT(why_not(), HasSubstr("its rows are those of /stores/milano-01/devices/pos-3"));
}

TEST_F(RestoreTest, RefusesACopyThatNoKeyOpens) {
  fs::remove(state_ / "journal.db");
  fs::remove(state_ / "device.key");
  EXPECT_THAT(why_not(), HasSubstr("without its device's key"));
  ASSERT_TRUE(crypto::read_device_secret(state_ / "device.key", true, random_));
  EXPECT_THAT(why_not(), HasSubstr("sealed with another device key"));
  EXPECT_FALSE(fs::exists(state_ / "restore"));
}

TEST_F(RestoreTest, RefusesAKeyWhereSystemdHandsOneOver) {
  fs::remove(archive_);
  fs::copy_file(state_ / "device.key", folder_ / "made/device.key");
  ASSERT_TRUE(write_archive(archive_, members_of(folder_ / "made").value(), clock_.wall()));
  fs::remove(state_ / "device.key");
  fs::remove(state_ / "journal.db");
  support::write_file(credential_, "sealed");
  EXPECT_THAT(why_not(), HasSubstr("systemd hands this device its key"));
  EXPECT_FALSE(fs::exists(state_ / "device.key"));
  EXPECT_FALSE(fs::exists(state_ / "restore"));
  fs::remove(credential_);
  ASSERT_TRUE(restore());
  EXPECT_TRUE(fs::exists(state_ / "device.key"));
}

TEST_F(RestoreTest, IsFinishedByWhoeverComesNext) {
  ASSERT_TRUE(finish_restore(state_));
  EXPECT_FALSE(finish_restore(state_).value());
  fs::create_directory(state_ / "restore");
  support::write_file(state_ / "restore/access.json", "{}");
  support::write_file(state_ / "restore/moves",
                      (state_ / "journal.db").string() + "\t" +
                          (state_ / "journal.db.aside-1").string() + "\n" +
                          (state_ / "restore/access.json").string() + "\t" +
                          (state_ / "access.json").string() + "\n");
  EXPECT_TRUE(finish_restore(state_).value());
  EXPECT_TRUE(fs::exists(state_ / "journal.db.aside-1"));
  EXPECT_TRUE(fs::exists(state_ / "access.json"));
  EXPECT_FALSE(fs::exists(state_ / "restore"));
  EXPECT_FALSE(finish_restore(state_).value());
}

TEST_F(RestoreTest, FindsARowThatWasChangedInTheCopy) {
  {
    auto database = sqlite::Database::open(folder_ / "made/journal.db", {}).value();
    ASSERT_TRUE(database.execute(
        "UPDATE events SET time_ms = 1, digest = zeroblob(32) WHERE sequence = 1"));
    ASSERT_TRUE(database.empty_log());
  }
  fs::remove(folder_ / "made/journal.db-wal");
  fs::remove(folder_ / "made/journal.db-shm");
  fs::remove(archive_);
  ASSERT_TRUE(write_archive(archive_, members_of(folder_ / "made").value(), clock_.wall()));
  EXPECT_THAT(why_not(), HasSubstr("the copy's journal cannot be used"));
  EXPECT_TRUE(fs::exists(state_ / "journal.db"));
}

TEST_F(RestoreTest, ACopyHoldsWhatIsWrittenWhileItIsMade) {
  const auto file = open();
  const auto to = folder_ / "second.db";
  ASSERT_TRUE(file->begin_copy(to));
  EXPECT_FALSE(file->begin_copy(to));
  ASSERT_TRUE(file->copy(1));
  const auto append = [&] {
    return file->append({.id = ids_.next(),
                         .type = "touchpoint.order.completed",
                         .time = clock_.wall(),
                         .touchpoint = "counter-1",
                         .data = "{}"});
  };
  ASSERT_TRUE(append());
  EXPECT_FALSE(file->copy(1000).value().whole);  // not inside a transaction
  ASSERT_TRUE(file->commit());
  while (!file->copy(1).value().whole) {
  }
  ASSERT_TRUE(file->close());
  const auto copy =
      journal::JournalFile::open({.file = to, .source = source_},
                                 journal::JournalFile::Look::every_page, {keys_, clock_, random_});
  ASSERT_TRUE(copy) << copy.error().sentence();
  EXPECT_EQ(copy.value()->last(), 3);
  EXPECT_EQ(copy.value()->verify({}, 10).value().through, 3);
  EXPECT_FALSE(file->copy(1));  // there is none under way
}

TEST_F(RestoreTest, ListsRowsWithoutTheirBodies) {
  const auto file = open();
  const auto rows = file->list(1, 10).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].sequence, 2);
  EXPECT_EQ(rows[0].type, "touchpoint.order.completed");
  EXPECT_EQ(rows[0].touchpoint, "counter-1");
  EXPECT_FALSE(rows[0].erased || rows[0].refused);
  EXPECT_THAT(file->list(2, 10).value(), IsEmpty());
  EXPECT_EQ(file->list(0, 1).value().size(), 1U);
}

}  // namespace
}  // namespace touchpoint::backup
