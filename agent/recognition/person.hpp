// A person as they say who they are, and the form in which two of them are compared: names as
// tokens without accents, case and apostrophes, a birth date as digits. Pure; it holds personal
// data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace touchpoint::recognition {

// Any part may be empty. `phones` are E.164 (phone.hpp); on a device, where numbers exist only as
// keyed hashes, they stay empty and the likeness of phones comes in as a value
// (phone_likeness.hpp).
struct PersonFacts {
  std::string given_name;
  std::string family_name;
  std::string birth_date;  // "1984-03-07", "1984-03", "1984"
  std::string postal_code;
  std::vector<std::string> phones;
};

// One name of several: "Maria Chiara" has two, "De Luca" is one.
struct NameToken {
  std::string text;   // "deluca": a-z and other letters, folded
  std::string sound;  // a phonetic key, tolerant of Italian and English writing
};

// What is not known of a birth date is 0. `month` and `day` are as said: 13 to 99 is a slip.
struct BirthDate {
  int year = 0;
  int month = 0;
  int day = 0;
};

struct Person {
  std::vector<NameToken> given;   // as said: "Maria Chiara"
  std::vector<NameToken> family;  // without titles
  BirthDate birth;
  std::string postal_code;  // upper case, letters and digits only
  std::vector<std::string> phones;
};

// Never fails: what cannot be read counts as not said.
Person person_of(const PersonFacts& facts);

// Every string that two records of one person are looked up by: they share at least one as a rule,
// and strangers hardly ever. At most 16, each with a prefix of its own; on a device only their
// keyed hashes are kept. The same for who asks and for who is known.
std::vector<std::string> blocking_keys(const Person& person);

}  // namespace touchpoint::recognition
