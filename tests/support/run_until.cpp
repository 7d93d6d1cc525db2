#include "support/run_until.hpp"

#include <boost/asio/io_context.hpp>

namespace touchpoint::support {

bool run_until(Loop& loop, const std::function<bool()>& condition,
               std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (loop.context().run_one_until(end) == 0) return condition();
  }
  return true;
}

void run_ready(Loop& loop) {
  while (loop.context().poll() != 0) {
  }
}

}  // namespace touchpoint::support
