// What becomes of a replica whose file is not as it was left: it starts empty and is pulled again.
#include <fstream>

#include <gmock/gmock.h>

#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ProfilesFileTest : public support::ReplicaFixture {
 protected:
  void SetUp() override {
    open();
    ASSERT_TRUE(apply(page({anna()}, 10)));
    stop();
  }

  void change_with_sqlite(const std::string& sql) {
    auto database = sqlite::Database::open(file_, {}).value();
    ASSERT_TRUE(database.execute(sql));
    static_cast<void>(database.empty_log().has_value());
  }

  void expect_empty_and_pulled_again() {
    EXPECT_EQ(cursor().epoch, "");
    EXPECT_EQ(cursor().since, 0);
    EXPECT_EQ(status().state, "empty");
    EXPECT_EQ(find_card("2900417").why, WhyUnknown::no_replica);
    ASSERT_TRUE(apply(page({anna()}, 10)));
    EXPECT_TRUE(find_card("2900417").profile);
    EXPECT_EQ(status().state, "well");
  }

  void expect_set_aside(std::string_view reason) {
    auto opened = try_open();
    ASSERT_TRUE(opened) << opened.error().sentence();
    ASSERT_TRUE(opened.value().set_aside);
    EXPECT_THAT(opened.value().set_aside->sentence, HasSubstr(reason));
    EXPECT_TRUE(fs::exists(opened.value().set_aside->file));
    replica_ = std::move(opened.value().replica);
    expect_empty_and_pulled_again();
    restart();
    EXPECT_TRUE(find_card("2900417").profile);
  }
};

TEST_F(ProfilesFileTest, SchemaAndMigrationsAgree) {
  const auto objects = [](sqlite::Database& database) {
    auto select = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").value();
    std::vector<std::pair<std::string, std::string>> found;
    auto rows = select.query();
    while (rows.next().value())
      found.emplace_back(rows.text(0), rows.text(1));
    return found;
  };
  auto whole = sqlite::Database::open(folder_ / "whole.db", {}).value();
  ASSERT_TRUE(whole.execute(replica_schema().whole));
  auto stepped = sqlite::Database::open(folder_ / "stepped.db", {}).value();
  for (const auto step : replica_schema().steps)
    ASSERT_TRUE(stepped.execute(step));
  EXPECT_EQ(objects(whole), objects(stepped));
  EXPECT_GE(objects(whole).size(), 5U);
}

TEST_F(ProfilesFileTest, ComesBackAfterItWasDeleted) {
  fs::remove(file_);
  fs::remove(file_.string() + "-wal");
  open();
  expect_empty_and_pulled_again();
}

TEST_F(ProfilesFileTest, ComesBackAfterAKillWithItsLog) {
  open();
  ASSERT_TRUE(apply(page({marco()}, 11)));
  const auto copy = folder_ / "killed.db";
  fs::copy_file(file_, copy);
  fs::copy_file(file_.string() + "-wal", copy.string() + "-wal");
  stop();
  file_ = copy;
  open();
  EXPECT_EQ(cursor().since, 11);
  EXPECT_TRUE(find_card("2900418").profile);
}

TEST_F(ProfilesFileTest, SetsRandomBytesAside) {
  std::ofstream(file_) << std::string(20'000, 'x');
  expect_set_aside("is not a database");
}

TEST_F(ProfilesFileTest, SetsAForeignDatabaseAside) {
  fs::remove(file_);
  change_with_sqlite("CREATE TABLE theirs(a); PRAGMA application_id = 7;");
  expect_set_aside("another program's database");
}

TEST_F(ProfilesFileTest, SetsTheFileOfANewerReleaseAside) {
  change_with_sqlite("PRAGMA user_version = 99;");
  expect_set_aside("newer release");
}

TEST_F(ProfilesFileTest, SetsTheFileOfAnotherDeviceAside) {
  keys_ = crypto::derive_device_keys(as_bytes("another secret"));
  expect_set_aside("another device key");
}

TEST_F(ProfilesFileTest, SetsAFileAsideThatFailedInUse) {
  change_with_sqlite("UPDATE profiles SET document = zeroblob(100);");
  open();
  const auto found = runner_.wait<Finding>([&](auto done) {
    replica_->find({{IdentifierKind::loyalty, "2900417"}}, std::move(done));
  });
  EXPECT_TRUE(found.error().is(Condition::damaged));
  EXPECT_EQ(status().state, "failed");
  EXPECT_EQ(find_card("2900417").why, WhyUnknown::no_replica);
  EXPECT_TRUE(apply(page({anna()}, 11)).error().is(Condition::damaged));
  stop();
  expect_set_aside("failed while it was in use");
}

TEST_F(ProfilesFileTest, SaysThatAFolderCannotBeWritten) {
  file_ = "/proc/profiles.db";
  const auto opened = try_open();
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::misconfigured)) << opened.error().sentence();
}

// Whatever byte is wrong: no crash, and nobody is shown who was not sent.
TEST_F(ProfilesFileTest, SurvivesAFlippedByteOnEveryPage) {
  const auto good = folder_ / "good.db";
  fs::copy_file(file_, good);
  auto expected = anna();
  expected.identifiers.clear();
  for (std::uintmax_t page = 0; page < fs::file_size(good); page += 4096) {
    for (const auto offset : {random_.below(100), random_.below(4096), random_.below(4096)}) {
      fs::copy_file(good, file_, fs::copy_options::overwrite_existing);
      {
        std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(page + offset));
        const char byte = static_cast<char>(file.get() ^ 0x5a);
        file.seekp(static_cast<std::streamoff>(page + offset));
        file.put(byte);
      }
      auto opened = try_open();
      ASSERT_TRUE(opened) << opened.error().sentence();
      replica_ = std::move(opened.value().replica);
      const auto found = runner_.wait<Finding>([&](auto done) {
        replica_->find({{IdentifierKind::loyalty, "2900417"}}, std::move(done));
      });
      if (found && found.value().profile) {
        EXPECT_EQ(found.value().profile->given_name, expected.given_name);
        EXPECT_EQ(found.value().profile->id, expected.id);
      }
      stop();
    }
  }
}

}  // namespace
}  // namespace touchpoint::profiles
