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
  for (int cycle = 0; cycle < 20; ++cycle) {
    FailingDisk::fill();
    const auto answer = record(event());
    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().is(Condition::retry_later));
    EXPECT_THAT(answer.error().sentence(), HasSubstr("the disk is full"));
    EXPECT_TRUE(status().well);
    EXPECT_EQ(outgoing().size(), ledger_.size()) << "what is there can still be sent";
    FailingDisk::mend();
    record_and_keep_a_ledger(events(8));
  }
  EXPECT_EQ(position().last, 8 * 21);
  expect_ledger_kept();
}

}  // namespace
}  // namespace touchpoint::journal
