#include "sqlite/sqlite.hpp"

#include <array>
#include <fstream>

#include <gtest/gtest.h>

#include "sqlite/schema.hpp"
#include "sqlite/set_aside.hpp"
#include "support/held_clock.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint::sqlite {
namespace {

constexpr std::array<std::string_view, 2> kSteps{"CREATE TABLE a(x INTEGER) STRICT;",
                                                 "CREATE TABLE b(y TEXT) STRICT;"};
constexpr Schema kSchema{
    .name = "the sample",
    .application_id = 0x54505358,
    .whole = "CREATE TABLE a(x INTEGER) STRICT; CREATE TABLE b(y TEXT) STRICT;",
    .steps = kSteps};

class SqliteTest : public ::testing::Test {
 protected:
  Database open(Options options = {}) { return Database::open(file_, options).value(); }

  support::TempFolder folder_;
  std::filesystem::path file_ = folder_ / "sample.db";
  support::HeldClock clock_;
};

TEST_F(SqliteTest, GivesBackWhatWasBound) {
  auto database = open();
  ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER, b REAL, c TEXT, d BLOB, e TEXT) STRICT"));
  const Bytes blob{0, 1, 2};
  const std::string text = "it's";
  auto insert = database.prepare("INSERT INTO t VALUES(?,?,?,?,?)").value();
  ASSERT_TRUE(insert.run(-5, 2.5, text, blob, nullptr));
  ASSERT_TRUE(insert.run(std::int64_t{1} << 62, 0.0, "", BytesView{}, std::optional<int>{}));

  auto select = database.prepare("SELECT a, b, c, d, e FROM t ORDER BY rowid").value();
  auto rows = select.query();
  ASSERT_TRUE(rows.next().value());
  EXPECT_EQ(rows.integer(0), -5);
  EXPECT_EQ(rows.real(1), 2.5);
  EXPECT_EQ(rows.text(2), text);
  EXPECT_EQ(Bytes(rows.blob(3).begin(), rows.blob(3).end()), blob);
  EXPECT_TRUE(rows.is_null(4));
  ASSERT_TRUE(rows.next().value());
  EXPECT_EQ(rows.integer(0), std::int64_t{1} << 62);
  EXPECT_FALSE(rows.is_null(2));
  EXPECT_FALSE(rows.is_null(3));
  EXPECT_FALSE(rows.next().value());
}

TEST_F(SqliteTest, RollsBackWhatWasNotCommitted) {
  auto database = open();
  ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER) STRICT"));
  {
    auto transaction = Transaction::begin(database).value();
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES(1)"));
  }
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM t").value(), 0);
  auto transaction = Transaction::begin(database).value();
  ASSERT_TRUE(database.execute("INSERT INTO t VALUES(1)"));
  ASSERT_TRUE(transaction.commit());
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM t").value(), 1);
}

TEST_F(SqliteTest, FilesErrorsUnderOurConditions) {
  auto database = open();
  ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER UNIQUE) STRICT; INSERT INTO t VALUES(1)"));
  const auto twice = database.execute("INSERT INTO t VALUES(1)");
  ASSERT_FALSE(twice);
  EXPECT_TRUE(twice.error().is(Condition::refused));

  ASSERT_TRUE(database.execute("PRAGMA max_page_count = 4; CREATE TABLE big(a BLOB) STRICT"));
  const auto full = database.execute("INSERT INTO big VALUES(zeroblob(100000))");
  ASSERT_FALSE(full);
  EXPECT_TRUE(full.error().is(Condition::retry_later));
  EXPECT_EQ(full.error().code().category(), category());

  const auto nowhere = Database::open("/proc/sample.db", {});
  ASSERT_FALSE(nowhere);
  EXPECT_TRUE(nowhere.error().is(Condition::misconfigured));
}

TEST_F(SqliteTest, NoticesThatAFileIsNoDatabase) {
  std::ofstream(file_) << std::string(5000, 'x');
  const auto opened = Database::open(file_, {});
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::damaged));
}

TEST_F(SqliteTest, KeepsOthersOutWhenExclusive) {
  auto database = open({.exclusive = true});
  ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER) STRICT"));
  const auto second = Database::open(file_, {});
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().is(Condition::retry_later));
}

TEST_F(SqliteTest, DistrustsTheFile) {
  auto database = open();
  ASSERT_TRUE(
      database.execute("CREATE TABLE t(a INTEGER) STRICT; CREATE TABLE u(a INTEGER) STRICT;"
                       "CREATE TRIGGER evil AFTER INSERT ON t BEGIN DELETE FROM u; END;"
                       "INSERT INTO u VALUES(1); INSERT INTO t VALUES(1)"));
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM u").value(), 1);
  EXPECT_FALSE(database.execute("ATTACH ':memory:' AS other"));
  EXPECT_FALSE(database.execute("SELECT \"a string\""));
}

TEST_F(SqliteTest, LeavesCheckpointsToTheOwner) {
  auto database = open({.owner_checkpoints = true});
  ASSERT_TRUE(database.use_log());
  ASSERT_TRUE(database.execute("CREATE TABLE t(a BLOB) STRICT"));
  ASSERT_TRUE(database.execute("INSERT INTO t VALUES(zeroblob(8000000))"));
  EXPECT_GT(database.log_pages(), 1900);
  ASSERT_TRUE(database.checkpoint());
  EXPECT_EQ(database.log_pages(), 0);
  EXPECT_TRUE(was_left_open(file_));
  ASSERT_TRUE(database.empty_log());
  EXPECT_FALSE(was_left_open(file_));
}

TEST_F(SqliteTest, BringsOldFilesUpStepByStep) {
  const Schema first{.name = kSchema.name,
                     .application_id = kSchema.application_id,
                     .whole = kSteps[0],
                     .steps = std::span(kSteps).first(1)};
  {
    auto database = open();
    EXPECT_EQ(fit_of(database, first).value(), Fit::empty);
    ASSERT_TRUE(bring_up(database, first));
    EXPECT_EQ(fit_of(database, first).value(), Fit::current);
    EXPECT_EQ(fit_of(database, kSchema).value(), Fit::older);
    ASSERT_TRUE(bring_up(database, kSchema));
    EXPECT_EQ(fit_of(database, kSchema).value(), Fit::current);
    ASSERT_TRUE(database.execute("INSERT INTO b VALUES('y')"));
  }
  auto database = open();
  EXPECT_EQ(fit_of(database, first).value(), Fit::later);
  ASSERT_TRUE(bring_up(database, first)) << "a release can be taken back by one";
  EXPECT_EQ(version_of(database).value(), 2) << "and the file stays as it is";
  EXPECT_EQ(database.ask_text("SELECT y FROM b").value(), "y");
}

TEST_F(SqliteTest, LeavesAFileAloneThatOnlyNewerProgramsUnderstand) {
  const Schema first{.name = kSchema.name,
                     .application_id = kSchema.application_id,
                     .whole = kSteps[0],
                     .steps = std::span(kSteps).first(1)};
  auto changed = kSchema;
  changed.used_from = 2;
  auto database = open();
  ASSERT_TRUE(bring_up(database, changed));
  EXPECT_EQ(fit_of(database, changed).value(), Fit::current);
  EXPECT_EQ(fit_of(database, first).value(), Fit::newer);
  EXPECT_TRUE(bring_up(database, first).error().is(Condition::refused));
}

TEST_F(SqliteTest, LeavesForeignFilesAlone) {
  auto database = open();
  ASSERT_TRUE(database.execute("PRAGMA application_id = 7; CREATE TABLE theirs(a)"));
  EXPECT_EQ(fit_of(database, kSchema).value(), Fit::foreign);
  EXPECT_TRUE(bring_up(database, kSchema).error().is(Condition::refused));
  EXPECT_EQ(database.ask_text("PRAGMA journal_mode").value(), "delete");
}

TEST_F(SqliteTest, AFailedStepLeavesTheVersionBefore) {
  constexpr std::array<std::string_view, 2> steps{kSteps[0],
                                                  "CREATE TABLE b(y); no such statement"};
  auto database = open();
  const Schema first{
      .name = "s", .application_id = 9, .whole = kSteps[0], .steps = std::span(steps).first(1)};
  const Schema broken{.name = "s", .application_id = 9, .whole = {}, .steps = steps};
  ASSERT_TRUE(bring_up(database, first));
  ASSERT_FALSE(bring_up(database, broken));
  EXPECT_EQ(version_of(database).value(), 1);
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM sqlite_schema").value(), 1);
}

TEST_F(SqliteTest, SetsAFileAsideWithItsLogAndNeverOverwrites) {
  const auto write = [this](std::string_view text) {
    std::ofstream(file_) << text;
    std::ofstream(file_.string() + "-wal") << "log of " << text;
  };
  write("first");
  mark_suspect(file_);
  EXPECT_TRUE(is_suspect(file_));
  const auto one = set_aside(file_, clock_.wall()).value();
  EXPECT_FALSE(is_suspect(file_));
  write("second");
  const auto two = set_aside(file_, clock_.wall()).value();
  EXPECT_EQ(one.filename(), "sample.db.aside-20260302T104107Z");
  EXPECT_NE(one, two);
  EXPECT_FALSE(std::filesystem::exists(file_));
  EXPECT_TRUE(std::filesystem::exists(one.string() + "-wal"));
  EXPECT_TRUE(std::filesystem::exists(two.string() + "-wal"));
}

TEST_F(SqliteTest, RecognisesALogThatLostItsDatabase) {
  std::ofstream(file_.string() + "-wal") << "log";
  EXPECT_TRUE(is_orphaned_log(file_));
  const auto aside = set_aside(file_, clock_.wall()).value();
  EXPECT_TRUE(std::filesystem::exists(aside.string() + "-wal"));
  EXPECT_FALSE(is_orphaned_log(file_));
}

// Also when the file has its log already, and is opened to go on with.
TEST_F(SqliteTest, AnExclusiveFileNeedsNoSharedIndexOfItsLog) {
  for (int i = 0; i < 2; ++i) {
    auto database = open({.exclusive = true});
    ASSERT_TRUE(database.use_log());
    ASSERT_TRUE(database.execute("CREATE TABLE t" + std::to_string(i) + " (x TEXT)"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "sample.db-shm"));
  }
}

}  // namespace
}  // namespace touchpoint::sqlite
