// Several calls at a store that has a thread of its own, so that they fall into the same groups in
// every run: a store's thread asks the clock while it works on its first call, and this clock
// lets it go on only when the others are queued.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "loop/loop.hpp"
#include "support/held_clock.hpp"

namespace touchpoint::faults {

// A clock with a gate for every thread but the one that made it.
class GatedClock final : public Clock {
 public:
  explicit GatedClock(Loop& loop) : loop_(loop) {}

  WallTime wall() const override { return pass().wall(); }
  BootTime since_boot() const override { return pass().since_boot(); }
  ClockQuality quality() const override { return pass().quality(); }
  Uuid boot_id() const override { return pass().boot_id(); }

  support::HeldClock& held() { return held_; }
  void close_gate();
  void open_gate();
  bool someone_waits() const;  // the loop is woken when that changes

 private:
  const support::HeldClock& pass() const;

  support::HeldClock held_;
  Loop& loop_;
  const std::thread::id owner_ = std::this_thread::get_id();
  mutable std::mutex mutex_;
  mutable std::condition_variable opened_;
  bool closed_ = false;
  mutable bool waits_ = false;
};

class Rounds {
 public:
  // Begins something and calls `answered` on the loop when its answer has come.
  using Call = std::move_only_function<void(Task answered)>;

  Rounds(Loop& loop, GatedClock& clock) : loop_(loop), clock_(clock) {}

  // One call and then all others together; waits for all answers.
  void run(std::vector<Call> calls);
  // Calls `start(done)` and waits for what `done` brings.
  template <class Value, class Start>
  Result<Value> ask(Start start) {
    std::optional<Result<Value>> answer;
    start([&answer](Result<Value> result) { answer.emplace(std::move(result)); });
    wait_for([&] { return answer.has_value(); });
    return std::move(*answer);
  }

 private:
  void wait_for(const std::function<bool()>& condition);

  Loop& loop_;
  GatedClock& clock_;
};

}  // namespace touchpoint::faults
