// Random is where unpredictable bytes come from. The real one is crypto/random.hpp; tests pass one
// that repeats itself. Thread safe.
#pragma once

#include <cstdint>
#include <span>

namespace touchpoint {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace touchpoint
