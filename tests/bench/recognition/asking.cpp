#include "bench/recognition/asking.hpp"

namespace touchpoint::bench {

using recognition::Person;

std::vector<Asked> ways_of_asking(const PeopleSet& set) {
  std::vector<Asked> ways;
  if (set.with_phone) {
    ways.push_back({"name+birth+postcode+phone", true, true, true});
    ways.push_back({"name+postcode+phone", false, true, true});
  }
  if (set.with_postal_code) ways.push_back({"name+birth+postcode", true, true, false});
  ways.push_back({"name+birth", true, false, false});
  return ways;
}

Person said(Person person, const Asked& fields) {
  if (!fields.birth_date) person.birth = {};
  if (!fields.postal_code) person.postal_code.clear();
  if (!fields.phone) person.phones.clear();
  return person;
}

bool is_whole(const Person& person, const Asked& fields) {
  return !person.given.empty() && !person.family.empty() &&
         (!fields.birth_date || person.birth.year != 0) &&
         (!fields.postal_code || !person.postal_code.empty()) &&
         (!fields.phone || !person.phones.empty());
}

}  // namespace touchpoint::bench
