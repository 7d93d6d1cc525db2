// Random bytes that are the same in every run with the same seed (SplitMix64, Steele et al. 2014).
#pragma once

#include <mutex>

#include "core/random.hpp"

namespace touchpoint::support {

class RepeatableRandom final : public Random {
 public:
  explicit RepeatableRandom(std::uint64_t seed = 1) : state_(seed) {}

  void fill(std::span<std::uint8_t> bytes) override {
    const std::lock_guard lock(mutex_);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (i % 8 == 0) word = next();
      bytes[i] = static_cast<std::uint8_t>(word >> (i % 8 * 8));
    }
  }

  std::uint64_t below(std::uint64_t bound) {
    const std::lock_guard lock(mutex_);
    return next() % bound;
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace touchpoint::support
