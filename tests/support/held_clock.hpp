// A clock that stands still until a test moves it.
#pragma once

#include <atomic>

#include "core/clock.hpp"

namespace touchpoint::support {

class HeldClock final : public Clock {
 public:
  WallTime wall() const override { return WallTime{std::chrono::milliseconds{wall_ms_}}; }
  BootTime since_boot() const override { return BootTime{boot_ms_}; }
  ClockQuality quality() const override { return quality_; }
  Uuid boot_id() const override {
    std::array<std::uint8_t, Uuid::kSize> bytes{};
    bytes[6] = 0x40;
    bytes[8] = 0x80;
    bytes[15] = static_cast<std::uint8_t>(boots_);
    return Uuid{bytes};
  }

  // Time passes: both clocks move.
  void advance(std::chrono::milliseconds by) {
    wall_ms_ += by.count();
    boot_ms_ += by.count();
  }
  // Somebody sets the wall clock, or it was never right.
  void jump(std::chrono::milliseconds by) { wall_ms_ += by.count(); }
  void set_wall(WallTime wall) { wall_ms_ = wall.time_since_epoch().count(); }
  void set_quality(ClockQuality quality) { quality_ = quality; }
  // The machine starts again; the wall clock goes on.
  void reboot() {
    ++boots_;
    boot_ms_ = 5'000;
  }

 private:
  std::atomic<std::int64_t> wall_ms_{1'772'448'067'120};  // 2026-03-02T10:41:07.120Z
  std::atomic<std::int64_t> boot_ms_{86'400'123};
  std::atomic<ClockQuality> quality_{ClockQuality::synchronised};
  std::atomic<int> boots_{1};
};

}  // namespace touchpoint::support
