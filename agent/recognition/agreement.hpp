// How far one field of two people agrees. Pure; compare() puts them together.
#pragma once

#include <string_view>
#include <vector>

#include "recognition/people.hpp"

namespace touchpoint::recognition {

struct NameAgreement {
  Level level = Level::not_asked;
  // The two names that agree, where they do so in more than an initial: the rarer, the more it
  // says.
  const NameToken* asked = nullptr;
  const NameToken* known = nullptr;
};

NameAgreement given_agreement(const Person& asked, const Person& known);
NameAgreement family_agreement(const Person& asked, const Person& known);

// "Rossi Anna" for "Anna Rossi".
bool are_swapped(const Person& asked, const Person& known);

// `part` when one of them is not complete and what both know agrees; `month` and `year` when both
// are complete and the rest contradicts.
Level birth_agreement(const BirthDate& asked, const BirthDate& known);

// When nobody knows the day, "01-01" is what is written.
bool is_january_first(const BirthDate& birth);

Level postal_code_agreement(std::string_view asked, std::string_view known);
Level phone_agreement(PhoneLikeness phone);

}  // namespace touchpoint::recognition
