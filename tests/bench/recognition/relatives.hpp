// Relatives of customers, as the open sets have none by name: four for every enrolled person. They
// keep the family name, the postcode and the phone; the rest is what relatives have.
//
//   0.5 % namesakes     the same given name, 20 to 40 years apart. Who lives with a namesake: in
//   Italy no child
//                       may have the name of a living parent, brother or sister (DPR 396/2000,
//                       article 34)
//   4   % sound alike   of the set's given names the one most like theirs, up to 8 years apart
//   2   % twins         another given name, the same birth date
//   5   % moved out     another given name and postcode, up to 8 years apart
//   30  % children and parents; the rest brothers, sisters and partners: another given name
//
// They say their own birth date. Always the same for the same set.
#pragma once

#include <vector>

#include "bench/recognition/people_sets.hpp"

namespace touchpoint::bench {

std::vector<recognition::Person> relatives_of(const std::vector<const Record*>& known);

}  // namespace touchpoint::bench
