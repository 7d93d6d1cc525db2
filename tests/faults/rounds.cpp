#include "faults/rounds.hpp"

#include <stdexcept>

#include "support/run_until.hpp"

namespace touchpoint::faults {

const support::HeldClock& GatedClock::pass() const {
  if (std::this_thread::get_id() == owner_) return held_;
  std::unique_lock lock(mutex_);
  if (!closed_) return held_;
  waits_ = true;
  loop_.post([] {});
  opened_.wait(lock, [this] { return !closed_; });
  waits_ = false;
  return held_;
}

void GatedClock::close_gate() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  waits_ = false;
}

void GatedClock::open_gate() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = false;
  }
  opened_.notify_all();
}

bool GatedClock::someone_waits() const {
  const std::lock_guard lock(mutex_);
  return waits_;
}

void Rounds::wait_for(const std::function<bool()>& condition) {
  if (!support::run_until(loop_, condition)) throw std::runtime_error("nothing was answered");
}

void Rounds::run(std::vector<Call> calls) {
  std::size_t begun = 0;
  std::size_t answered = 0;
  const auto begin_next = [&] { calls[begun++]([&answered] { ++answered; }); };
  clock_.close_gate();
  // A call that fails before the clock is asked is answered at once: then the next one is the
  // first.
  while (begun < calls.size() && !clock_.someone_waits()) {
    begin_next();
    wait_for([&] { return clock_.someone_waits() || answered == begun; });
  }
  while (begun < calls.size())
    begin_next();
  clock_.open_gate();
  wait_for([&] { return answered == calls.size(); });
}

}  // namespace touchpoint::faults
