// NumberLimit bounds how many numbers of orders and cards may be tried at one screen that customers
// stand before. Nothing tells them whether a number exists; made-up ones would fill the counter's
// list. In memory only. Loop thread only.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include "core/clock.hpp"
#include "core/limits.hpp"

namespace touchpoint::web {

class NumberLimit {
 public:
  explicit NumberLimit(const Clock& clock) : clock_(clock) {}

  // 0: one more is taken; else how long that screen waits. `screen` is a name of ours.
  std::chrono::seconds take(const std::string& screen) {
    using std::chrono::seconds;
    const auto now = clock_.since_boot();
    auto& free_at = free_at_[screen];  // when all of them are free again
    const auto begins = std::max(free_at, now);
    constexpr auto kAll = limits::kNumberEvery * limits::kNumbersAtOnce;
    const auto over = begins + limits::kNumberEvery - (now + kAll);
    if (over > over.zero()) return std::max(seconds{1}, std::chrono::ceil<seconds>(over));
    free_at = begins + limits::kNumberEvery;
    return seconds{0};
  }

 private:
  const Clock& clock_;
  std::map<std::string, BootTime> free_at_;
};

}  // namespace touchpoint::web
