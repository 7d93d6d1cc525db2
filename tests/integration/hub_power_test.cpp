// The hub's store on a disk that fails, is full or loses its power.
#include <fstream>

#include "sqlite/set_aside.hpp"
#include "support/hub_fixture.hpp"
#include "support/power_cut_vfs.hpp"
#include "sync/hub/store/sqlite/store_thread.hpp"

namespace touchpoint::hub {
namespace {

using support::PowerCutVfs;
using Survival = PowerCutVfs::Survival;
using Operation = PowerCutVfs::Operation;
using Failure = PowerCutVfs::Failure;

class DiskFirst {
 protected:
  PowerCutVfs disk_;  // before the store opens its file
};

class HubPowerTest : private DiskFirst, public HubStoreTest {
 protected:
  HubPowerTest() { enrol(till_); }

  PowerCutVfs& disk() { return disk_; }
  std::filesystem::path file() const { return folder_ / "hub.db"; }
  void cut_power(Survival survival = Survival::none) {
    disk().cut_power();
    close();
    disk().restore_power(survival, 1);
  }
};

TEST_F(HubPowerTest, KeepsWhatItAcknowledgedWhateverTheDiskForgets) {
  auto journal = new_journal();
  for (std::size_t i = 1; i <= 5; ++i) {
    journal.write_many(1);
    ASSERT_EQ(send(journal, i, i).value().through, static_cast<std::int64_t>(i));
    cut_power();
    open();
  }
  const auto again = send(journal, 1, 5);
  EXPECT_EQ(again.value().stored_now, 0U);
  EXPECT_EQ(again.value().chain, journal.chain_at(5));
}

TEST_F(HubPowerTest, AfterAFailedSyncNothingIsAnsweredUntilTheFileWasOpenedAnew) {
  auto journal = new_journal();
  journal.write_many(3);
  ASSERT_TRUE(send(journal, 1, 1));
  disk().fail(Operation::sync, 1, false);
  const auto lost = send(journal, 2, 2);
  ASSERT_FALSE(lost);
  EXPECT_TRUE(lost.error().is(Condition::damaged)) << lost.error().sentence();
  EXPECT_TRUE(sqlite::is_suspect(file()));
  const auto stored = send(journal, 2, 3);
  ASSERT_TRUE(stored) << "the next caller has it opened and verified";
  EXPECT_EQ(stored.value().through, 3);
  EXPECT_FALSE(sqlite::is_suspect(file()));
  cut_power();
  open();
  EXPECT_EQ(send(journal, 1, 3).value().stored_now, 0U);
}

TEST_F(HubPowerTest, WhileTheDiskIsGoneItIsAskedNowAndThenOnly) {
  auto journal = new_journal();
  journal.write_many(1);
  disk().fail(Operation::sync, 1, true);
  EXPECT_FALSE(send(journal, 1, 1));
  EXPECT_FALSE(send(journal, 1, 1)) << "this one had the file opened anew, in vain";
  disk().mend();
  EXPECT_FALSE(send(journal, 1, 1)) << "not before the pause is over";
  clock_.advance(kReopenPause);
  EXPECT_TRUE(send(journal, 1, 1));
}

TEST_F(HubPowerTest, ADeviceIsNeverToldThatItIsNotAdmittedBecauseTheDiskFails) {
  auto journal = new_journal();
  journal.write_many(40);
  for (const auto operation : {Operation::write, Operation::sync, Operation::read}) {
    for (const auto failure : {Failure::error, Failure::full}) {
      for (std::int64_t k = 1; k <= 12; ++k) {
        disk().fail(operation, k, true, failure);
        for (int i = 0; i < 3; ++i) {
          const auto stored = send(journal, 1, 40);
          if (!stored) {
            EXPECT_FALSE(stored.error().is(Condition::refused)) << stored.error().sentence();
          }
          clock_.advance(kReopenPause);
        }
        disk().mend();
        clock_.advance(kReopenPause);
        ASSERT_TRUE(send(journal, 1, 40)) << k;
      }
    }
  }
}

// A page that nobody has written: the hub has one file only, so a person decides.
TEST_F(HubPowerTest, ADamagedFileIsNotOpenedAfterAnUncleanStopAndStaysAsItIs) {
  auto journal = new_journal();
  journal.write_many(200);
  ASSERT_TRUE(send(journal, 1, 200));
  restart();
  clock_.advance(std::chrono::seconds{1});
  ASSERT_TRUE(send(journal, 1, 1));
  cut_power(Survival::all);
  ASSERT_TRUE(sqlite::was_left_open(file()));
  const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(file()) / 8192 * 4096);
  {
    std::fstream stream{file(), std::ios::in | std::ios::out | std::ios::binary};
    stream.seekp(middle).write(std::string(4096, 'x').data(), 4096);
  }
  support::LoopRunner runner;
  const auto opened = SqliteStore::open(file(), runner.loop(), clock_, random_);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::damaged));  // exit code 74
  EXPECT_NE(opened.error().sentence().find("restore it from a backup"), std::string::npos)
      << opened.error().sentence();
  std::ifstream stream{file(), std::ios::binary};
  stream.seekg(middle);
  EXPECT_EQ(stream.get(), 'x');
}

TEST_F(HubPowerTest, ALogWithoutItsDatabaseIsNotTakenForANewHub) {
  cut_power(Survival::all);
  std::filesystem::rename(file(), folder_ / "moved.db");
  support::LoopRunner runner;
  const auto opened = SqliteStore::open(file(), runner.loop(), clock_, random_);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::damaged));
  EXPECT_TRUE(sqlite::was_left_open(file()));
}

TEST_F(HubPowerTest, AnOrderlyEndLeavesNothingInTheLog) {
  auto journal = new_journal();
  journal.write_many(3);
  ASSERT_TRUE(send(journal, 1, 3));
  close();
  EXPECT_FALSE(sqlite::was_left_open(file()));
  open();
}

}  // namespace
}  // namespace touchpoint::hub
