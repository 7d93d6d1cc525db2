// How long somebody who was wrong waits before the next try.
#pragma once

#include <algorithm>
#include <chrono>

namespace touchpoint::web {

// Two slips are free; then each failure doubles the wait, up to about two minutes.
inline std::chrono::seconds delay_after(int failures) {
  constexpr int kFree = 2;
  return std::chrono::seconds{failures <= kFree ? 0 : 1LL << std::min(failures - kFree, 7)};
}

}  // namespace touchpoint::web
