// The journal on a disk that fails or is full: nothing is acknowledged that is not there, nothing
// that was acknowledged is lost, and it goes on by itself when the disk does.
#include <map>

#include <gmock/gmock.h>

#include "support/failing_disk.hpp"
#include "support/journal_fixture.hpp"

namespace touchpoint::journal {
namespace {

using support::FailingDisk;
using ::testing::HasSubstr;

class JournalDiskTest : public support::JournalFixture {
 protected:
  void SetUp() override {
    FailingDisk::mend();
    open();
  }
  void TearDown() override {
    FailingDisk::mend();
    JournalFixture::TearDown();
  }

  // Records `events` in groups of four and keeps a caller's ledger of what was acknowledged.
  void record_and_keep_a_ledger(const std::vector<NewEvent>& events) {
    for (std::size_t at = 0; at < events.size(); at += 4) {
      const std::vector<NewEvent> group(events.begin() + static_cast<std::ptrdiff_t>(at),
                                        events.begin() + static_cast<std::ptrdiff_t>(at + 4));
      const auto answers = record_together(group);
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (answers[i]) ledger_[group[i].id.text()] = answers[i].value().sequence;
      }
    }
  }

  // Everything in the ledger is in the journal, once, at the sequence that was promised.
  void expect_ledger_kept() {
    std::int64_t expected = 0;
    std::map<std::string, std::int64_t> found;
    for (const auto& row : outgoing()) {
      EXPECT_EQ(row.sequence, ++expected);
      const auto id = row.json.substr(row.json.find("\"id\":\"") + 6, 36);
      EXPECT_TRUE(found.emplace(id, row.sequence).second) << "recorded twice";
    }
    for (const auto& [id, sequence] : ledger_)
      EXPECT_EQ(found[id], sequence);
  }

  // Compresses badly.
  std::string random_text(std::size_t bytes) {
    std::string text(bytes, ' ');
    for (auto& c : text)
      c = static_cast<char>('a' + random_.below(26));
    return text;
  }

  std::vector<NewEvent> events(int count) {
    std::vector<NewEvent> events;
    for (int i = 0; i < count; ++i)
      events.push_back(event());
    return events;
  }

  std::map<std::string, std::int64_t> ledger_;
};

TEST_F(JournalDiskTest, AFailedSyncAcknowledgesNothing) {
  FailingDisk::fail_sync(1);
  const auto given = event();
  const auto answer = record(given);
  ASSERT_FALSE(answer);
  EXPECT_TRUE(answer.error().is(Condition::damaged));
  EXPECT_THAT(answer.error().sentence(), HasSubstr("cannot read or write"));
  EXPECT_FALSE(status().well);
  EXPECT_TRUE(sqlite::is_suspect(file_));
  EXPECT_TRUE(record(given)) << "the next caller has the file opened anew and verified";
  EXPECT_TRUE(status().well);
  EXPECT_FALSE(sqlite::is_suspect(file_));
  EXPECT_EQ(position().last, 1);
}

// The k-th sync fails, for every k; callers repeat what was not acknowledged.
TEST_F(JournalDiskTest, SurvivesEveryFailingSync) {
  for (int k = 1; k <= 40; ++k) {
    const auto batch = events(24);
    FailingDisk::fail_sync(k);
    record_and_keep_a_ledger(batch);
    FailingDisk::mend();
    record_and_keep_a_ledger(batch);
    ASSERT_EQ(ledger_.size(), static_cast<std::size_t>(24 * k));
    ASSERT_EQ(position().last, 24 * k);
  }
  expect_ledger_kept();
  restart();
  expect_ledger_kept();
}

TEST_F(JournalDiskTest, AcknowledgesNothingWhileTheDiskIsGone) {
  record_and_keep_a_ledger(events(8));
  FailingDisk::fail_sync(1, true);
  for (int i = 0; i < 5; ++i) {
    clock_.advance(kReopenPause);
    EXPECT_FALSE(record(event()));
  }
  FailingDisk::mend();
  EXPECT_FALSE(record(event())) << "not before the pause is over";
  clock_.advance(kReopenPause);
  record_and_keep_a_ledger(events(8));
  EXPECT_EQ(ledger_.size(), 16U);
  expect_ledger_kept();
  restart();
  expect_ledger_kept();
}

TEST_F(JournalDiskTest, RefusesNewWorkInPlainWordsWhileTheDiskIsFull) {
  record_and_keep_a_ledger(events(8));
  for (int cycle = 0; cycle < 100; ++cycle) {
    FailingDisk::fill();
    for (int again = 0; again < 2; ++again) {
      const auto answer = record(event());
      ASSERT_FALSE(answer);
      EXPECT_TRUE(answer.error().is_full());
      EXPECT_TRUE(answer.error().is(Condition::retry_later));
      EXPECT_THAT(answer.error().sentence(), HasSubstr("the disk is full"));
    }
    EXPECT_TRUE(status().well);
    EXPECT_TRUE(status().full);
    // It was given up; each look for room tries to take it again.
    EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(folder_ / "journal.ballast"); }));
    EXPECT_EQ(outgoing().size(), ledger_.size()) << "what is there can still be sent";
    FailingDisk::mend();
    ASSERT_TRUE(eventually([&] { return !status().full; })) << "by itself";
    EXPECT_TRUE(std::filesystem::exists(folder_ / "journal.ballast"));
    record_and_keep_a_ledger(events(8));
  }
  EXPECT_EQ(position().last, 8 * 101);
  expect_ledger_kept();
}

// The ballast is what receipts are written into when nothing else is left.
TEST_F(JournalDiskTest, KeepsReceiptsAndRefusalsOnAFullDisk) {
  record_and_keep_a_ledger(events(8));
  FailingDisk::fill();
  ASSERT_FALSE(record(event()));
  FailingDisk::leave(ballast_);
  ASSERT_TRUE(keep_receipt(8, 1));
  ASSERT_TRUE(keep_refusals({{3, "not today"}}));
  EXPECT_FALSE(record(event())) << "nothing new before the ballast stands again";
  EXPECT_EQ(position().through, 8);
  FailingDisk::mend();
  restart();
  EXPECT_EQ(position().through, 8);
  EXPECT_EQ(position().refused, 1);
  EXPECT_TRUE(record(event()));
}

TEST_F(JournalDiskTest, AFullFileIsDrainedAndFilledAgain) {
  stop();
  file_max_ = 6 << 20;
  open();
  const auto fill = [&] {
    int taken = 0;
    while (true) {
      auto big = event(R"({"text":")" + random_text(30'000) + "\"}");
      const auto answer = record(std::move(big));
      if (!answer) {
        EXPECT_TRUE(answer.error().is_full()) << answer.error().sentence();
        EXPECT_THAT(answer.error().sentence(), HasSubstr("the journal is full"));
        return taken;
      }
      ++taken;
    }
  };
  for (int cycle = 0; cycle < 5; ++cycle) {
    const auto before = position().last;
    const int taken = fill();
    EXPECT_GT(taken, 20);
    EXPECT_TRUE(status().full);
    EXPECT_EQ(position().last, before + taken);
    EXPECT_EQ(outgoing(before).size(), static_cast<std::size_t>(taken)) << "nothing unsent goes";
    EXPECT_LE(std::filesystem::file_size(file_), static_cast<std::uintmax_t>(file_max_));
    ASSERT_TRUE(keep_receipt(position().last));
    ASSERT_TRUE(eventually([&] { return !status().full; })) << "the hub has it: there is room";
    EXPECT_GT(position().first_kept, before);
  }
  restart();
  EXPECT_TRUE(record(event()));
}

TEST_F(JournalDiskTest, AFileOnAFullDiskGetsShorterAsItIsDrained) {
  std::vector<NewEvent> big;
  for (int i = 0; i < 400; ++i)
    big.push_back(event(R"({"text":")" + random_text(30'000) + "\"}"));
  for (const auto& answer : record_together(big))
    ASSERT_TRUE(answer);
  restart();
  const auto before = std::filesystem::file_size(file_);
  FailingDisk::fill();
  ASSERT_FALSE(record(event()));
  FailingDisk::leave(64 << 20, /*ballast_fits=*/false);
  ASSERT_TRUE(keep_receipt(400));
  ASSERT_TRUE(eventually([&] { return std::filesystem::file_size(file_) < before / 10; }));
  FailingDisk::mend();
  ASSERT_TRUE(eventually([&] { return !status().full; }));
  EXPECT_EQ(record(event()).value().sequence, 401);
}

}  // namespace
}  // namespace touchpoint::journal
