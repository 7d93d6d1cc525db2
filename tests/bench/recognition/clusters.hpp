// What a hub makes of many records: which of them are one person. Pairs that share a blocking key
// are compared; from the surest pair down two groups become one when their members agree on
// average. So one wrong pair, of a father and a son, joins no families.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/recognition/lookup_base.hpp"

namespace touchpoint::bench {

// Nobody tells a hub the truth, but it has many records of the same people: the groups that are
// found first teach how these people's fields agree (an EM step with hard choices), and groups are
// made once more.
//
// By record the number of its group.
std::vector<std::size_t> clusters_of(const PeopleSet& set,
                                     const recognition::Parameters& parameters);

struct ClusterFigures {
  double precision = 0;  // of pairs
  double recall = 0;
  double f1 = 0;
  double b3_precision = 0;  // Bagga and Baldwin, 1998: per record, averaged
  double b3_recall = 0;
  double b3_f1 = 0;
};

ClusterFigures judge(const std::vector<Record>& records, const std::vector<std::size_t>& clusters);

}  // namespace touchpoint::bench
