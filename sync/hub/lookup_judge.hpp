// Who of the people near a question is meant by what somebody says of themselves. Pure: the store
// brings the people, the device's own scorer compares them (agent/recognition), so that the hub
// and a replica weigh the same words alike.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/lookup.hpp"
#include "core/profile.hpp"

namespace touchpoint::hub {

// By what people are sought before they are compared; what is empty was not said, or is not whole.
struct LookupKeys {
  std::string birth_date;  // "1984-03-07"
  std::string postal_code;
};
LookupKeys keys_of(const Lookup& lookup);

struct NearPerson {
  std::int64_t key = 0;  // the store's
  Profile person;        // with its identifiers
};

struct Judged {
  PeopleAnswer answer;             // without `partial` and when they last bought
  std::vector<std::int64_t> keys;  // one a candidate of it
};

// `all`: how many people there are; the more, the more a likeness must say.
Judged judge(const Lookup& lookup, const std::vector<NearPerson>& near, std::int64_t all);

}  // namespace touchpoint::hub
