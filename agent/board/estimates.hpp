// Figures with where the true one lies, with 95 % confidence. Of few answers no figure is made: one
// customer more would turn it over.
//
//   share   Wilson's score interval (1927)
//   nps     adjusted Wald: 3/4 of an answer is added to promoters and to detractors, 3/2 to the
//           others (Rocks, "Interval Estimation for the Net Promoter Score", 2016)
//   median  between two of the values themselves, by the binomial distribution; no shape is assumed
#pragma once

#include <cstdint>
#include <vector>

#include "core/board.hpp"

namespace touchpoint::board {

inline constexpr std::int64_t kEnough = 10;  // answers that a share or a score is made of
// Of fewer values no two lie around the median with 95 % confidence.
inline constexpr std::int64_t kEnoughForMedian = 6;

Estimate share(std::int64_t of, std::int64_t n);
// `enough`: where another least number is promised to those who answer.
Estimate nps(std::int64_t promoters, std::int64_t detractors, std::int64_t n,
             std::int64_t enough = kEnough);
Estimate median(std::vector<double> values);

}  // namespace touchpoint::board
