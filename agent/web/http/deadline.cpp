#include "web/http/deadline.hpp"

#include <utility>

namespace touchpoint::web {

Deadline::Deadline(Loop& loop, std::function<void()> expired)
    : loop_(loop), expired_(std::move(expired)) {}

void Deadline::set(std::chrono::milliseconds from_now) {
  const auto now = std::chrono::steady_clock::now();
  due_ = now + from_now;
  if (wakes_ > due_) arm(now);
}

void Deadline::clear() {
  due_ = Instant::max();
}

void Deadline::arm(Instant now) {
  wakes_ = due_;
  timer_ =
      loop_.after(std::chrono::ceil<std::chrono::milliseconds>(due_ - now), [this] { fire(); });
}

void Deadline::fire() {
  wakes_ = Instant::max();
  if (due_ == Instant::max()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < due_) return arm(now);
  clear();
  const auto expired = expired_;  // it may destroy us, and with us the original
  expired();
}

}  // namespace touchpoint::web
