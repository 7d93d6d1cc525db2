// The disk that rigs cut the power of: it really forgets, it never forgets what was synced.
#include "support/power_cut_vfs.hpp"

#include <cstddef>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sqlite/sqlite.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint::support {
namespace {

using Survival = PowerCutVfs::Survival;
using Operation = PowerCutVfs::Operation;
using Failure = PowerCutVfs::Failure;

class PowerCutVfsTest : public ::testing::Test {
 protected:
  static constexpr int kRows = 40;

  Result<sqlite::Database> open() { return sqlite::Database::open(file_, {.exclusive = true}); }

  // Makes a table, and commits rows one by one until something fails. Returns how many it did.
  int write_rows(const std::string& settings) {
    auto database = open();
    if (!database || !database.value().execute(settings)) return 0;
    if (!database.value().execute("CREATE TABLE rows (text TEXT) STRICT")) return 0;
    const char* const insert = "INSERT INTO rows VALUES (hex(zeroblob(700)))";
    int rows = 0;
    while (rows < kRows && database.value().execute(insert))
      ++rows;
    return rows;
  }
  // Whether the file is whole, with how many rows; -1: it is not.
  int rows_left() {
    auto database = open();
    if (!database) return -1;
    const auto verdict = database.value().ask_text("PRAGMA integrity_check");
    if (!verdict || verdict.value() != "ok") return -1;
    const auto rows = database.value().ask_integer("SELECT count(*) FROM rows");
    return rows ? static_cast<int>(rows.value()) : 0;
  }
  int rows_left_after(const std::string& settings, Survival survival, std::uint64_t seed) {
    std::filesystem::remove(file_);
    std::filesystem::remove(file_.string() + "-wal");
    std::filesystem::remove(file_.string() + "-journal");
    disk_.cut_power_at(1'000'000);
    write_rows(settings);
    disk_.cut_power();
    disk_.restore_power(survival, seed);
    return rows_left();
  }

  TempFolder folder_;
  std::filesystem::path file_ = folder_ / "test.db";
  PowerCutVfs disk_;
};

// One file below SQLite: how the rig sees a log.
class RawFile {
 public:
  explicit RawFile(const std::filesystem::path& path, int kind = SQLITE_OPEN_MAIN_DB)
      : name_(path.string()), vfs_(sqlite3_vfs_find(nullptr)) {
    name_.append(4, '\0');  // SQLite looks for parameters behind a name
    memory_.resize(static_cast<std::size_t>(vfs_->szOsFile) / sizeof(std::max_align_t) + 1);
    file_ = reinterpret_cast<sqlite3_file*>(memory_.data());
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | kind;
    EXPECT_EQ(vfs_->xOpen(vfs_, name_.c_str(), file_, flags, nullptr), SQLITE_OK);
  }
  ~RawFile() { file_->pMethods->xClose(file_); }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  int write(const std::string& text, std::int64_t at) {
    return file_->pMethods->xWrite(file_, text.data(), static_cast<int>(text.size()), at);
  }
  int sync() { return file_->pMethods->xSync(file_, SQLITE_SYNC_NORMAL); }
  int truncate(std::int64_t size) { return file_->pMethods->xTruncate(file_, size); }

 private:
  std::string name_;
  sqlite3_vfs* vfs_;
  std::vector<std::max_align_t> memory_;
  sqlite3_file* file_;
};

std::string content(const std::filesystem::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

constexpr std::size_t kSector = PowerCutVfs::kSector;

TEST_F(PowerCutVfsTest, KeepsEveryCommitThatWasSynced) {
  const std::string settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
  for (const auto survival : {Survival::none, Survival::half, Survival::most, Survival::all}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed)
      EXPECT_EQ(rows_left_after(settings, survival, seed), kRows);
  }
}

TEST_F(PowerCutVfsTest, ForgetsCommitsThatWereNotSynced) {
  const std::string log = "PRAGMA journal_mode = WAL; PRAGMA synchronous = ";
  EXPECT_LT(rows_left_after(log + "NORMAL", Survival::none, 1), kRows);
  EXPECT_LT(rows_left_after(log + "OFF", Survival::none, 1), kRows);
}

TEST_F(PowerCutVfsTest, TearsAFileThatIsNeverSynced) {
  int torn = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    torn += rows_left_after("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF",
                            Survival::half, seed) < 0;
  EXPECT_GT(torn, 5);
}

TEST_F(PowerCutVfsTest, AnUnsyncedSectorIsOldOrNewAndAPageMayBeTorn) {
  const std::string before(8 * kSector, 'a');
  const std::string after(8 * kSector, 'b');
  std::set<std::string> seen;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    {
      RawFile file{file_, SQLITE_OPEN_WAL};  // its first sync is the folder's, too
      file.write(before, 0);
      file.sync();
      file.write(after, 0);
    }
    disk_.cut_power();
    disk_.restore_power(Survival::half, seed);
    const auto found = content(file_);
    ASSERT_EQ(found.size(), before.size());
    for (std::size_t at = 0; at < found.size(); at += kSector) {
      const auto sector = found.substr(at, kSector);
      EXPECT_TRUE(sector == before.substr(0, kSector) || sector == after.substr(0, kSector));
    }
    seen.insert(found);
  }
  EXPECT_GT(seen.size(), 10U);
}

TEST_F(PowerCutVfsTest, AFileMayLoseWhatItGrewByAndGetBackWhatWasCutOff) {
  {
    RawFile file{file_, SQLITE_OPEN_WAL};
    file.write(std::string(4 * kSector, 'a'), 0);
    file.sync();
    file.write(std::string(4 * kSector, 'b'), 4 * kSector);
  }
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_TRUE(content(file_) == std::string(4 * kSector, 'a'));
  {
    RawFile file{file_};
    file.truncate(kSector);
  }
  EXPECT_EQ(content(file_).size(), kSector);
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_TRUE(content(file_) == std::string(4 * kSector, 'a'));
}

TEST_F(PowerCutVfsTest, AFileWhoseFolderWasNotSyncedMayVanish) {
  {
    RawFile file{file_};
    file.write("synced", 0);
    file.sync();
  }
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_FALSE(std::filesystem::exists(file_));
  {
    const RawFile database{file_};
    RawFile log{folder_ / "test.db-wal", SQLITE_OPEN_WAL};
    log.write("synced", 0);
    log.sync();
  }
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_TRUE(std::filesystem::exists(file_));
  EXPECT_EQ(content(folder_ / "test.db-wal"), "synced");
}

TEST_F(PowerCutVfsTest, ADeletedFileMayComeBackUntilItsFolderIsSynced) {
  auto* const vfs = sqlite3_vfs_find(nullptr);
  std::ofstream{file_} << "older than the disk";
  { const RawFile file{file_}; }
  EXPECT_EQ(vfs->xDelete(vfs, file_.c_str(), 0), SQLITE_OK);
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_EQ(content(file_), "older than the disk");
  EXPECT_EQ(vfs->xDelete(vfs, file_.c_str(), 1), SQLITE_OK);
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(PowerCutVfsTest, NothingWorksWithoutPower) {
  RawFile file{file_};
  disk_.cut_power_at(2);
  EXPECT_EQ(file.write("a", 0), SQLITE_OK);
  EXPECT_EQ(file.sync(), SQLITE_IOERR_FSYNC);
  EXPECT_FALSE(disk_.has_power());
  EXPECT_EQ(file.write("b", 0), SQLITE_IOERR_WRITE);
  EXPECT_EQ(file.truncate(0), SQLITE_IOERR_TRUNCATE);
  EXPECT_FALSE(open());
}

TEST_F(PowerCutVfsTest, WhatAFailedSyncLeftIsNotMadeGoodByTheNextOne) {
  {
    RawFile file{file_, SQLITE_OPEN_WAL};
    file.write(std::string(kSector, 'a'), 0);
    file.sync();
    file.write(std::string(kSector, 'b'), 0);
    disk_.fail(Operation::sync, 1, false);
    EXPECT_EQ(file.sync(), SQLITE_IOERR_FSYNC);
    EXPECT_EQ(file.sync(), SQLITE_OK);
  }
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_EQ(content(file_), std::string(kSector, 'a'));
}

TEST_F(PowerCutVfsTest, FailsOnceOrForGoodAndWhenItIsFull) {
  RawFile file{file_};
  disk_.fail(Operation::write, 2, false);
  EXPECT_EQ(file.write("a", 0), SQLITE_OK);
  EXPECT_EQ(file.write("a", 0), SQLITE_IOERR_WRITE);
  EXPECT_TRUE(disk_.has_failed());
  EXPECT_EQ(file.write("a", 0), SQLITE_OK);
  disk_.fail(Operation::write, 1, true, Failure::full);
  EXPECT_EQ(file.write("a", 0), SQLITE_FULL);
  EXPECT_EQ(file.write("a", 0), SQLITE_FULL);
  disk_.mend();
  disk_.fill_up_after(3);
  EXPECT_EQ(file.write("ab", 0), SQLITE_OK);
  EXPECT_EQ(file.write("cd", 2), SQLITE_FULL);
  EXPECT_EQ(content(file_), "abc");
  disk_.mend();
  EXPECT_EQ(file.write("cd", 2), SQLITE_OK);
}

TEST_F(PowerCutVfsTest, CutsThePowerAfterAFailure) {
  RawFile file{file_};
  disk_.fail(Operation::write, 1, false);
  disk_.cut_power_after_failure(2);
  EXPECT_EQ(file.write("a", 0), SQLITE_IOERR_WRITE);
  EXPECT_EQ(file.write("a", 0), SQLITE_OK);
  EXPECT_TRUE(disk_.has_power());
  EXPECT_EQ(file.write("a", 0), SQLITE_IOERR_WRITE);
  EXPECT_FALSE(disk_.has_power());
}

TEST_F(PowerCutVfsTest, AKillForgetsNothingAndTheNextCutDoes) {
  {
    RawFile file{file_, SQLITE_OPEN_WAL};
    file.write(std::string(kSector, 'a'), 0);
    file.sync();
    file.write(std::string(kSector, 'b'), 0);
  }
  disk_.cut_power();
  disk_.go_on_after_kill();
  EXPECT_EQ(content(file_), std::string(kSector, 'b'));
  disk_.cut_power();
  disk_.restore_power(Survival::none, 1);
  EXPECT_EQ(content(file_), std::string(kSector, 'a'));
}

}  // namespace
}  // namespace touchpoint::support
