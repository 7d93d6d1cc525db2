// The journal on a disk whose power is cut: single cases that a rig found first (tests/faults).
#include <gmock/gmock.h>

#include "support/journal_fixture.hpp"
#include "support/power_cut_vfs.hpp"

namespace touchpoint::journal {
namespace {

using support::PowerCutVfs;
using Survival = PowerCutVfs::Survival;
using Operation = PowerCutVfs::Operation;

class JournalPowerTest : public support::JournalFixture {
 protected:
  void cut_power(Survival survival = Survival::none, std::uint64_t seed = 1) {
    disk_.cut_power();
    stop();
    disk_.restore_power(survival, seed);
    clock_.reboot();
  }
  void kill() {
    disk_.cut_power();
    stop();
    disk_.go_on_after_kill();
  }
  void begin_anew() {
    stop();
    for (const auto& each : std::filesystem::directory_iterator(folder_.path()))
      std::filesystem::remove(each.path());
  }

  PowerCutVfs disk_;
};

TEST_F(JournalPowerTest, KeepsWhatItAcknowledgedWhateverTheDiskForgets) {
  open();
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(record(event()));
    cut_power();
    open();
    EXPECT_EQ(position().last, i);
  }
}

// A program that is killed between write and sync leaves rows in its log that no disk has seen.
TEST_F(JournalPowerTest, ARowThatAKilledProgramLeftIsSyncedBeforeItIsToldOf) {
  open();
  ASSERT_TRUE(record(event()));
  const auto left = event();
  disk_.fail(Operation::sync, 1, true);
  EXPECT_FALSE(record(left));
  kill();
  open();
  const auto repeated = record(left);
  ASSERT_TRUE(repeated);
  EXPECT_TRUE(repeated.value().repeated);
  cut_power();
  open();
  EXPECT_EQ(position().last, 2);
}

// The kernel takes what a failed sync left for written: the log is written anew before any of it
// is moved into the file, or the file would hold half of what the log has lost.
TEST_F(JournalPowerTest, ACutWhileItComesBackFromAFailedSyncDamagesNothing) {
  for (int k = 1; k <= 30; ++k) {
    begin_anew();
    open();
    for (int i = 0; i < 20; ++i)
      ASSERT_TRUE(record(event()));
    restart();  // an orderly end: from here on the log holds what failed, and nothing else
    disk_.fail(Operation::sync, 2, false);  // the first one is that of the log's beginning
    EXPECT_FALSE(record(event())) << k;
    disk_.cut_power_at(k);
    static_cast<void>(record(event()));
    cut_power(Survival::half, static_cast<std::uint64_t>(k));
    open();
    EXPECT_GE(position().last, 20);
  }
}

// Whether the file takes to its log is known when the change to it was committed, not before.
TEST_F(JournalPowerTest, ASyncThatFailsWhileAFileIsMadeIsTold) {
  for (int k = 1; k <= 12; ++k) {
    begin_anew();
    disk_.fail(Operation::sync, k, false);
    const auto opened = try_open();
    EXPECT_NE(opened.has_value(), disk_.has_failed()) << k;
    disk_.mend();
  }
}

// One program makes the log and is killed, the next one finds it and syncs rows into it.
TEST_F(JournalPowerTest, TheFolderKnowsTheLogBeforeAnythingIsAcknowledged) {
  for (int k = 1; k <= 16; ++k) {
    begin_anew();
    disk_.cut_power_at(k);
    static_cast<void>(try_open());
    kill();
    open();
    ASSERT_TRUE(record(event()));
    cut_power();
    open();
    EXPECT_EQ(position().last, 1) << k;
  }
}

}  // namespace
}  // namespace touchpoint::journal
