// What a device asks the hub when its replica does not know somebody, and what it is told
// (sync/contract/CONTRACT.md, "Lookups"). They hold personal data.
#pragma once

#include <string>
#include <vector>

#include "core/identifier.hpp"
#include "core/people.hpp"

namespace touchpoint {

// By what is looked for: `identifiers`, as they are compared; else `profile`, an id; else what
// somebody said of themselves.
struct Lookup {
  std::vector<Identifier> identifiers{};
  std::string profile{};
  std::string given_name{};
  std::string family_name{};
  std::string birth_date{};  // "1984-03-07", "1984-03", "1984"
  std::string postal_code{};
  std::vector<std::string> phones{};  // E.164
  bool names_in_order = true;         // false: which name is the family's was not said
};

// By identifiers or an id, where they lead to one person: the asking store's feed holds that one,
// for whoever has pulled it up to `through`. By what somebody said: `found` says who may be meant.
struct LookupAnswer {
  std::int64_t people = 0;  // whom it leads to
  PeopleAnswer found{};
  std::string epoch{};
  std::int64_t through = 0;
};

}  // namespace touchpoint
