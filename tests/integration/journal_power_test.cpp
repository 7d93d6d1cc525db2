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
