// Relatives of customers, as the open sets have none by name: four for every enrolled person. They
// keep the family name, the postcode and the phone; the rest is what relatives have.
//
//   30 % partners    another given name, born within ten years
//   29 % siblings    another given name, born within eight years, not the same day
//   29 % children    another given name, born 20 to 40 years later
//    5 % namesakes   the same given name, born 20 to 40 years later (or the other way round)
//    4 % sounding alike: of the set's given names the one most like theirs, a sibling's birth
//    3 % twins       another given name, the same birth date
//
// What the known record lacks, they lack too. Always the same for the same set.
#pragma once

#include <vector>

#include "bench/recognition/people_sets.hpp"

namespace touchpoint::bench {

std::vector<recognition::Person> relatives_of(const std::vector<const Record*>& known);

}  // namespace touchpoint::bench
