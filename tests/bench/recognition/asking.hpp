// The ways in which people are asked who they are: all that a set has, or some of it.
#pragma once

#include <string>
#include <vector>

#include "bench/recognition/people_sets.hpp"

namespace touchpoint::bench {

struct Asked {
  std::string name;  // "name+birth+postcode+phone"
  bool birth_date = true;
  bool postal_code = true;
  bool phone = true;
};

std::vector<Asked> ways_of_asking(const PeopleSet& set);

// What is left of a person who is asked for these only.
recognition::Person said(recognition::Person person, const Asked& fields);

// Whether all of it is there.
bool is_whole(const recognition::Person& person, const Asked& fields);

}  // namespace touchpoint::bench
