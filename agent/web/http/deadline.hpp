// Deadline is a point in time that moves with every request and is hardly ever reached. Moving it
// later costs a store: the timer that runs is left to run, and looks again when it fires.
#pragma once

#include <chrono>
#include <functional>

#include "loop/loop.hpp"

namespace touchpoint::web {

class Deadline {
 public:
  // `expired` is called on the loop, once for each set(). It may destroy the Deadline.
  Deadline(Loop& loop, std::function<void()> expired);

  void set(std::chrono::milliseconds from_now);
  void clear();

 private:
  using Instant = std::chrono::steady_clock::time_point;
  void arm(Instant now);
  void fire();

  Loop& loop_;
  std::function<void()> expired_;
  Instant due_ = Instant::max();    // max: nothing is due
  Instant wakes_ = Instant::max();  // max: no timer runs
  Timer timer_;
};

}  // namespace touchpoint::web
