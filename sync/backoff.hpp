// Backoff says how long to wait before trying again: exponentially longer, with full jitter, so
// that four hundred devices do not come back in step when a broker or a hub does.
//
// It waits for nothing itself and knows no clock. One thread.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "core/random.hpp"

namespace touchpoint::sync {

class Backoff {
 public:
  using Duration = std::chrono::milliseconds;

  Backoff(Duration first, Duration longest) : first_(first), longest_(longest) {}

  // Anything from nothing to first · 2^(failures so far), at most `longest`.
  Duration next(Random& random) {
    const auto ceiling = std::min(longest_, first_ * (std::int64_t{1} << std::min(failures_, 20)));
    ++failures_;
    std::array<std::uint8_t, 4> bytes{};
    random.fill(bytes);
    std::int64_t fraction = 0;  // of 2^32
    for (const auto byte : bytes)
      fraction = fraction << 8 | byte;
    return Duration{(ceiling.count() * fraction) >> 32};
  }

  void reset() { failures_ = 0; }
  int failures() const { return failures_; }

 private:
  Duration first_;
  Duration longest_;
  int failures_ = 0;
};

}  // namespace touchpoint::sync
