// What becomes of a journal whose file is not as it was left.
#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "journal/salvage.hpp"
#include "sqlite/set_aside.hpp"
#include "support/journal_fixture.hpp"

namespace touchpoint::journal {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class JournalFileTest : public support::JournalFixture {
 protected:
  // A journal with `rows` rows, closed in an orderly way.
  void given_rows(int rows) {
    open();
    std::vector<NewEvent> events;
    for (int i = 0; i < rows; ++i)
      events.push_back(event());
    record_together(events);
    stop();
  }

  void change_with_sqlite(const std::string& sql) {
    auto database = sqlite::Database::open(file_, {}).value();
    const auto changed = database.execute(sql);
    ASSERT_TRUE(changed) << changed.error().sentence();
    static_cast<void>(database.empty_log().has_value());
  }

  // Opens, expects that the file was set aside with its bytes as they are, and records on.
  void expect_set_aside(std::string_view reason) {
    const auto size_before = fs::file_size(file_);
    auto opened = try_open();
    ASSERT_TRUE(opened) << opened.error().sentence();
    ASSERT_TRUE(opened.value().set_aside);
    const auto& aside = *opened.value().set_aside;
    EXPECT_THAT(aside.sentence, HasSubstr(reason));
    EXPECT_EQ(fs::file_size(aside.file), size_before);
    journal_ = std::move(opened.value().journal);
    EXPECT_EQ(record(event()).value().sequence, 1);
    restart();
    EXPECT_EQ(position().last, 1);
  }

  void flip_byte(std::uintmax_t at) {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 0x5a);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }
};

// A column that was added stands behind the others, and only white space tells.
std::string squeezed(std::string_view sql) {
  std::string text{sql};
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

TEST_F(JournalFileTest, SchemaAndMigrationsAgree) {
  const auto objects = [](sqlite::Database& database) {
    auto select = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").value();
    std::vector<std::pair<std::string, std::string>> found;
    auto rows = select.query();
    while (rows.next().value())
      found.emplace_back(rows.text(0), squeezed(rows.text(1)));
    return found;
  };
  auto whole = sqlite::Database::open(folder_ / "whole.db", {}).value();
  ASSERT_TRUE(whole.execute(journal_schema().whole));
  auto stepped = sqlite::Database::open(folder_ / "stepped.db", {}).value();
  for (const auto step : journal_schema().steps)
    ASSERT_TRUE(stepped.execute(step));
  EXPECT_EQ(objects(whole), objects(stepped));
  EXPECT_GE(objects(whole).size(), 6U);
}

TEST_F(JournalFileTest, ComesBackAfterAKillWithItsLog) {
  open();
  for (int i = 0; i < 7; ++i)
    ASSERT_TRUE(record(event()));
  // The state of the files at this moment is what a killed process leaves.
  const auto copy = folder_ / "killed";
  fs::create_directory(copy);
  for (const std::string ending : {"", "-wal"})
    fs::copy_file(file_.string() + ending, copy / ("journal.db" + ending));
  stop();
  file_ = copy / "journal.db";
  ASSERT_TRUE(sqlite::was_left_open(file_));
  open();
  EXPECT_EQ(position().last, 7);
  EXPECT_EQ(record(event()).value().sequence, 8);
}

TEST_F(JournalFileTest, LosesOnlyTheTornEndOfALog) {
  open();
  for (int i = 0; i < 7; ++i)
    ASSERT_TRUE(record(event()));
  const auto copy = folder_ / "killed.db";
  fs::copy_file(file_, copy);
  fs::copy_file(file_.string() + "-wal", copy.string() + "-wal");
  stop();
  fs::resize_file(copy.string() + "-wal", fs::file_size(copy.string() + "-wal") - 2000);
  file_ = copy;
  open();
  EXPECT_EQ(position().last, 6);
  EXPECT_EQ(record(event()).value().sequence, 7);
}

TEST_F(JournalFileTest, SetsRandomBytesAside) {
  std::ofstream(file_) << std::string(20'000, 'x');
  expect_set_aside("is not a database");
}

TEST_F(JournalFileTest, StartsAnewInAnEmptyFile) {
  std::ofstream{file_};
  open();
  EXPECT_EQ(record(event()).value().sequence, 1);
}

TEST_F(JournalFileTest, SetsATruncatedFileAside) {
  given_rows(200);
  fs::resize_file(file_, fs::file_size(file_) / 2);
  expect_set_aside("journal.db.aside-2026");
}

TEST_F(JournalFileTest, SetsAForeignDatabaseAsideUntouched) {
  change_with_sqlite("CREATE TABLE theirs(a); PRAGMA application_id = 7;");
  expect_set_aside("another program's database");
}

TEST_F(JournalFileTest, SetsTheFileOfANewerReleaseAside) {
  given_rows(3);
  change_with_sqlite("PRAGMA user_version = 99;");
  expect_set_aside("newer release");
}

TEST_F(JournalFileTest, SetsAFileWithAHoleInItsRowsAside) {
  given_rows(20);
  change_with_sqlite("DELETE FROM events WHERE sequence = 15;");
  expect_set_aside("gap");
}

TEST_F(JournalFileTest, SetsAFileWithAnExchangedBodyAside) {
  given_rows(20);
  change_with_sqlite(
      "UPDATE events SET body = (SELECT body FROM events WHERE sequence = 3) "
      "WHERE sequence = 15;");
  expect_set_aside("does not open");
}

TEST_F(JournalFileTest, SetsAFileWithAChangedChainAside) {
  given_rows(20);
  change_with_sqlite("UPDATE events SET chain = zeroblob(32) WHERE sequence = 15;");
  expect_set_aside("chain");
}

TEST_F(JournalFileTest, SetsALogThatLostItsDatabaseAside) {
  given_rows(3);
  fs::remove(file_);
  std::ofstream(file_.string() + "-wal") << std::string(5000, 'x');
  auto opened = try_open();
  ASSERT_TRUE(opened);
  ASSERT_TRUE(opened.value().set_aside);
  EXPECT_TRUE(fs::exists(opened.value().set_aside->file.string() + "-wal"));
}

TEST_F(JournalFileTest, SetsTheRowsOfAnotherDeviceNameAside) {
  given_rows(3);
  source_ = "/stores/milano-01/devices/milano-01-pos-4";
  expect_set_aside("/stores/milano-01/devices/milano-01-pos-3");
}

TEST_F(JournalFileTest, SaysThatTheKeyIsWrongAndTouchesNothing) {
  given_rows(3);
  const auto right = std::exchange(keys_, crypto::derive_device_keys(as_bytes("another secret")));
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::misconfigured));
  keys_ = right;
  open();
  EXPECT_EQ(position().last, 3);
}

TEST_F(JournalFileTest, SaysThatAFolderCannotBeWritten) {
  file_ = "/proc/journal.db";
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::misconfigured)) << opened.error().sentence();
}

// Everybody else's rights bind root, too, while it is somebody else.
class Nobody {
 public:
  explicit Nobody(const fs::path& folder) : was_root_(::geteuid() == 0) {
    if (!was_root_) return;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      EXPECT_EQ(::chown(entry.path().c_str(), kNobody, kNobody), 0);
    EXPECT_EQ(::chown(folder.c_str(), kNobody, kNobody), 0);
    EXPECT_EQ(::seteuid(kNobody), 0);
  }
  ~Nobody() {
    if (was_root_) {
      EXPECT_EQ(::seteuid(0), 0);
    }
  }

 private:
  static constexpr uid_t kNobody = 65534;
  const bool was_root_;
};

TEST_F(JournalFileTest, SetsAFileAsideThatItMayNotWrite) {
  given_rows(7);
  fs::permissions(file_, fs::perms::owner_read);
  const Nobody nobody{folder_.path()};
  auto opened = try_open();
  ASSERT_TRUE(opened) << opened.error().sentence();
  ASSERT_TRUE(opened.value().set_aside);
  EXPECT_THAT(opened.value().set_aside->sentence, HasSubstr("it may not be written"));
  journal_ = std::move(opened.value().journal);
  EXPECT_EQ(record(event()).value().sequence, 1);
  auto salvage = Salvage::open(opened.value().set_aside->file, keys_, random_);
  ASSERT_TRUE(salvage) << salvage.error().sentence();
  EXPECT_EQ(salvage.value().next(100).size(), 7U);
  stop();
}

TEST_F(JournalFileTest, KeepsASecondProcessOut) {
  open();
  const auto second = try_open();
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().is(Condition::retry_later));
  EXPECT_TRUE(record(event()));
}

// Whatever bit is wrong: no crash, no overwrite; and what is served is what was written.
TEST_F(JournalFileTest, SurvivesAFlippedByteOnEveryPage) {
  given_rows(120);
  open();
  const auto written = outgoing();
  stop();
  const auto good = folder_ / "good.db";
  fs::copy_file(file_, good);
  int set_aside = 0;
  const auto size = fs::file_size(good);
  for (std::uintmax_t page = 0; page < size; page += 4096) {
    for (const auto offset : {random_.below(100), random_.below(4096), random_.below(4096)}) {
      fs::copy_file(good, file_, fs::copy_options::overwrite_existing);
      flip_byte(page + offset);
      sqlite::mark_suspect(file_);
      auto opened = try_open();
      ASSERT_TRUE(opened) << opened.error().sentence();
      journal_ = std::move(opened.value().journal);
      if (opened.value().set_aside) {
        ++set_aside;
        EXPECT_EQ(fs::file_size(opened.value().set_aside->file), size);
      } else {
        const auto read = outgoing();
        EXPECT_EQ(read.size(), written.size());
        for (std::size_t i = 0; i < read.size(); ++i)
          EXPECT_EQ(read[i].json, written[i].json) << "page " << page / 4096 << "+" << offset;
      }
      EXPECT_TRUE(record(event()));
      stop();
    }
  }
  EXPECT_GT(set_aside, 0);
}

TEST_F(JournalFileTest, LooksAtEveryPageAfterItWasFoundSuspect) {
  given_rows(2000);
  flip_byte(fs::file_size(file_) / 2);
  sqlite::mark_suspect(file_);
  auto opened = try_open();
  ASSERT_TRUE(opened);
  EXPECT_FALSE(sqlite::is_suspect(file_));
}

}  // namespace
}  // namespace touchpoint::journal
