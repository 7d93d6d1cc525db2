// What is still read of a journal that was set aside.
#include <fstream>

#include <gmock/gmock.h>

#include "journal/salvage.hpp"
#include "support/journal_fixture.hpp"

namespace touchpoint::journal {
namespace {

namespace fs = std::filesystem;

class JournalSalvageTest : public support::JournalFixture {
 protected:
  void given_rows(int rows, std::int64_t through) {
    open();
    std::vector<NewEvent> events;
    for (int i = 0; i < rows; ++i)
      events.push_back(event());
    record_together(events);
    if (through > 0) {
      ASSERT_TRUE(keep_receipt(through));
    }
    for (const auto& row : outgoing())
      written_[row.sequence] = without_chain(row.json)->raw;
    stop();
  }
  std::vector<SalvagedRow> salvage_all(Salvage& salvage) {
    std::vector<SalvagedRow> all;
    while (true) {
      auto rows = salvage.next(7);
      if (rows.empty()) return all;
      for (auto& row : rows)
        all.push_back(std::move(row));
    }
  }

  std::map<std::int64_t, std::string> written_;
};

TEST_F(JournalSalvageTest, ReadsWhatTheHubHadNotStored) {
  given_rows(40, 25);
  auto salvage = Salvage::open(file_, keys_, random_);
  ASSERT_TRUE(salvage) << salvage.error().sentence();
  const auto rows = salvage_all(salvage.value());
  ASSERT_EQ(rows.size(), 15U);
  EXPECT_EQ(rows.front().sequence, 26);
  for (const auto& row : rows)
    EXPECT_EQ(row.event, written_[row.sequence]);
  EXPECT_EQ(salvage.value().unreadable(), 0);
}

TEST_F(JournalSalvageTest, ReadsTheLogToo) {
  open();
  ASSERT_TRUE(record(event()));
  const auto copy = folder_ / "aside.db";
  for (const std::string ending : {"", "-wal"})
    fs::copy_file(file_.string() + ending, copy.string() + ending);
  const auto size = fs::file_size(copy.string() + "-wal");
  {
    auto salvage = Salvage::open(copy, keys_, random_);
    ASSERT_TRUE(salvage) << salvage.error().sentence();
    EXPECT_EQ(salvage_all(salvage.value()).size(), 1U);
  }
  EXPECT_EQ(fs::file_size(copy.string() + "-wal"), size) << "and leaves it as it is";
}

// Whatever page is gone: what is found is what was written, and the rest is counted.
TEST_F(JournalSalvageTest, ReadsAroundEveryBrokenPage) {
  given_rows(300, 0);
  const auto good = folder_ / "good.db";
  fs::copy_file(file_, good);
  std::size_t found = 0;
  int opened = 0;
  for (std::uintmax_t page = 0; page < fs::file_size(good); page += 4096) {
    fs::copy_file(good, file_, fs::copy_options::overwrite_existing);
    {
      std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(page));
      file << std::string(4096, '\x5a');
    }
    auto salvage = Salvage::open(file_, keys_, random_);
    if (!salvage) continue;
    ++opened;
    const auto rows = salvage_all(salvage.value());
    found += rows.size();
    for (const auto& row : rows)
      EXPECT_EQ(row.event, written_[row.sequence]);
    EXPECT_LE(rows.size() + static_cast<std::size_t>(salvage.value().unreadable()), 300U);
  }
  EXPECT_GT(opened, 20);
  EXPECT_GT(found, 250U * static_cast<std::size_t>(opened)) << "most rows survive one page";
}

TEST_F(JournalSalvageTest, ReadsNothingOfAnotherDevice) {
  given_rows(3, 0);
  const auto others = crypto::derive_device_keys(as_bytes("another secret"));
  EXPECT_FALSE(Salvage::open(file_, others, random_));
}

TEST_F(JournalSalvageTest, ReadsNothingOfWhatIsNoJournal) {
  std::ofstream(file_) << std::string(20'000, 'x');
  EXPECT_FALSE(Salvage::open(file_, keys_, random_));
}

}  // namespace
}  // namespace touchpoint::journal
