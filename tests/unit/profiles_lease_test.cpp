#include <gtest/gtest.h>

#include "core/limits.hpp"
#include "profiles/lease.hpp"
#include "support/held_clock.hpp"

namespace touchpoint::profiles {
namespace {

using namespace std::chrono_literals;
using support::HeldClock;

constexpr std::chrono::milliseconds kDay = 24h;
constexpr auto kYears = kDay * 3650;

TEST(ProfilesLease, EndsAfterItsTimeOfUptime) {
  HeldClock clock;
  const auto lease = renewed_lease(clock);
  clock.advance(limits::kReplicaLease);
  EXPECT_FALSE(has_expired(lease, clock));
  clock.advance(1ms);
  EXPECT_TRUE(has_expired(lease, clock));
  EXPECT_FALSE(has_expired(renewed_lease(clock), clock));
}

TEST(ProfilesLease, TakesNoNoticeOfAJumpingWallClock) {
  for (const std::chrono::milliseconds jump : {-kYears, kYears, std::chrono::milliseconds{-1h}}) {
    HeldClock clock;
    const auto lease = renewed_lease(clock);
    clock.jump(jump);
    EXPECT_FALSE(has_expired(lease, clock));
    clock.advance(limits::kReplicaLease + 1ms);
    EXPECT_TRUE(has_expired(lease, clock));
  }
}

TEST(ProfilesLease, CountsTheTimeThatTheMachineWasOff) {
  HeldClock clock;
  const auto lease = renewed_lease(clock);
  clock.advance(kDay * 50);
  clock.reboot();
  EXPECT_TRUE(age_of(lease, clock).exact);
  EXPECT_TRUE(has_expired(lease, clock));
}

TEST(ProfilesLease, DoesNotBelieveAnUndisciplinedClockAfterARestart) {
  HeldClock clock;
  auto lease = noted_lease(renewed_lease(clock), clock);
  clock.reboot();
  clock.set_quality(ClockQuality::unsynchronised);
  clock.jump(kYears);
  EXPECT_FALSE(has_expired(lease, clock)) << "a jump ahead locks nobody out";
  EXPECT_FALSE(age_of(lease, clock).exact);
  clock.set_quality(ClockQuality::synchronised);
  EXPECT_TRUE(has_expired(lease, clock)) << "what NTP says counts";
}

TEST(ProfilesLease, AClockThatIsSetBackWinsNothing) {
  HeldClock clock;
  auto lease = renewed_lease(clock);
  for (int day = 0; day < 44; ++day) {
    clock.advance(kDay);
    lease = noted_lease(lease, clock);
    EXPECT_FALSE(has_expired(lease, clock));
    clock.reboot();
    clock.set_quality(ClockQuality::unset);
    clock.set_wall(WallTime{});
  }
  clock.advance(kDay);
  EXPECT_TRUE(has_expired(lease, clock));
}

TEST(ProfilesLease, KeepsItsFloorOverManyRestarts) {
  HeldClock clock;
  clock.set_quality(ClockQuality::unsynchronised);
  auto lease = renewed_lease(clock);
  clock.advance(10h);
  lease = noted_lease(lease, clock);
  for (int restart = 0; restart < 3; ++restart) {
    clock.reboot();
    lease = noted_lease(lease, clock);
    clock.advance(1h);
    lease = noted_lease(lease, clock);
  }
  EXPECT_GE(age_of(lease, clock).at_least, 13h);
  EXPECT_LT(age_of(lease, clock).at_least, 14h);
}

TEST(ProfilesLease, DatesItsBeginningOnceTheClockIsRight) {
  HeldClock clock;
  clock.set_quality(ClockQuality::unsynchronised);
  auto lease = renewed_lease(clock);
  clock.advance(2h);
  clock.set_quality(ClockQuality::synchronised);
  lease = noted_lease(lease, clock);
  clock.advance(kDay * 50);
  clock.reboot();
  EXPECT_TRUE(has_expired(lease, clock));
}

}  // namespace
}  // namespace touchpoint::profiles
