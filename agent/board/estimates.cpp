#include "board/estimates.hpp"

#include <algorithm>
#include <cmath>

namespace touchpoint::board {
namespace {

constexpr double kZ = 1.959963984540054;  // the normal distribution's 97.5 % point
constexpr double kTail = 0.025;

// How many of n values lie outside the interval on either side: the most whose probability is still
// within the tail. Probabilities of the binomial distribution by their logarithms, which do not
// vanish for any n.
std::int64_t outside(std::int64_t n) {
  double log_p = -static_cast<double>(n) * std::log(2.0);
  double below = 0;
  std::int64_t count = 0;
  while (true) {
    below += std::exp(log_p);
    if (below > kTail) return count;
    log_p += std::log(static_cast<double>(n - count) / static_cast<double>(count + 1));
    ++count;
  }
}

}  // namespace

Estimate share(std::int64_t of, std::int64_t n) {
  Estimate made{.n = n};
  if (n < kEnough) return made;
  const auto size = static_cast<double>(n);
  const double p = static_cast<double>(of) / size;
  const double z2 = kZ * kZ;
  const double middle = (p + z2 / (2 * size)) / (1 + z2 / size);
  const double half = kZ / (1 + z2 / size) * std::sqrt(p * (1 - p) / size + z2 / (4 * size * size));
  made.of = {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
  return made;
}

Estimate nps(std::int64_t promoters, std::int64_t detractors, std::int64_t n, std::int64_t enough) {
  Estimate made{.n = n};
  if (n < enough) return made;
  const auto size = static_cast<double>(n);
  const double value = static_cast<double>(promoters - detractors) / size;
  const double p = (static_cast<double>(promoters) + 0.75) / (size + 3);
  const double d = (static_cast<double>(detractors) + 0.75) / (size + 3);
  const double middle = p - d;
  const double half = kZ * std::sqrt((p + d - middle * middle) / (size + 3));
  // Where everybody says the same the middle lies within, but the score itself at the very end.
  const double low = std::max(-1.0, std::min(middle - half, value));
  const double high = std::min(1.0, std::max(middle + half, value));
  made.of = {100 * value, 100 * low, 100 * high};
  return made;
}

Estimate median(std::vector<double> values) {
  Estimate made{.n = static_cast<std::int64_t>(values.size())};
  if (made.n < kEnoughForMedian) return made;
  std::ranges::sort(values);
  const auto half = values.size() / 2;
  const double middle =
      values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  const auto out = static_cast<std::size_t>(outside(made.n));
  made.of = {middle, values[out - 1], values[values.size() - out]};
  return made;
}

}  // namespace touchpoint::board
