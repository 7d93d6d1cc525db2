#include "core/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::files {
namespace {

class FilesTest : public ::testing::Test {
 protected:
  static mode_t mode_of(const std::filesystem::path& file) {
    struct stat facts {};
    EXPECT_EQ(::stat(file.c_str(), &facts), 0);
    return facts.st_mode & 07777U;
  }
  support::TempFolder folder_;
  const std::filesystem::path file_ = folder_ / "it";
};

TEST_F(FilesTest, ANewFileIsOfItsModeAndNeverTakesAnothersPlace) {
  ASSERT_TRUE(write_new(file_, "one", 0640));
  EXPECT_EQ(mode_of(file_), 0640U);
  EXPECT_EQ(write_new(file_, "two", 0600).error().code(), std::errc::file_exists);
  EXPECT_EQ(read(file_).value(), "one");
}

TEST_F(FilesTest, WhatIsReplacedIsWholeAndLeavesNothingBeside) {
  support::write_file(folder_ / "it.new", "of a start that was cut short");
  ASSERT_TRUE(replace(file_, "one"));
  ASSERT_TRUE(replace(file_, std::string(100'000, 'x')));
  EXPECT_EQ(mode_of(file_), 0600U);
  EXPECT_EQ(read(file_, 100'000).value().size(), 100'000U);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "it.new"));
}

TEST_F(FilesTest, SaysWhatCannotBeDone) {
  const auto absent = read(folder_ / "absent");
  EXPECT_EQ(absent.error().code(), std::errc::no_such_file_or_directory);
  EXPECT_NE(absent.error().sentence().find("cannot read " + (folder_ / "absent").string()),
            std::string::npos);
  EXPECT_FALSE(write_new(folder_ / "absent" / "it", "", 0600));
  EXPECT_FALSE(replace(folder_.path(), "a folder stands there"));
  EXPECT_FALSE(sync_folder(folder_ / "absent"));
  support::write_file(file_, std::string(11, 'x'));
  EXPECT_TRUE(read(file_, 10).error().is(Condition::damaged));
  EXPECT_EQ(read(file_, 11).value().size(), 11U);
}

}  // namespace
}  // namespace touchpoint::files
