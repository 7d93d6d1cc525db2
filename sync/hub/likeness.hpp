// How like two profiles are: what is shown to an operator who decides whether they are one person.
// It proposes; it never joins anybody. A judge is pure, and may be another (a scorer that knows how
// often names and dates occur); the hub asks the one that its wiring names.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sync/hub/identity.hpp"

namespace touchpoint::hub {

struct Evidence {
  std::string what;         // "email", "phone", "name" …
  double bits = 0;          // for one person; negative: for two
  std::int64_t people = 0;  // how many have the same; 0: not counted
};

struct Likeness {
  double bits = 0;
  std::vector<Evidence> evidence;
};

// `people`: how many profiles there are.
using LikenessJudge = std::function<Likeness(const Twins& twins, std::int64_t people)>;

// What two people share weighs as much as it is rare: of N people of whom k have it, log2(N/k)
// bits. Names and birth dates that contradict each other speak for a family.
Likeness judge_by_what_is_shared(const Twins& twins, std::int64_t people);

}  // namespace touchpoint::hub
