// Learns Parameters of sets whose truth is known: how often a field's levels are met between two
// records of one person (m) and between two strangers (u). Each set weighs the same, however big it
// is.
//
// u is counted on pairs drawn from the whole set, never within blocks: who shares a family name and
// a postcode is often a relative, and agrees far more often than a stranger would.
#pragma once

#include <string>
#include <vector>

#include "bench/recognition/lookup_base.hpp"

namespace touchpoint::bench {

// Without looking for thresholds, which takes most of the time.
recognition::Parameters learn_levels(const std::vector<const PeopleSet*>& sets);

recognition::Parameters learn(const std::vector<const PeopleSet*>& sets);

// As tables/likeness.inc holds it.
std::string written(const recognition::Parameters& parameters);

}  // namespace touchpoint::bench
