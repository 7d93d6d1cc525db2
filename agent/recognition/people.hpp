// Whether who stands here is somebody we know, by what they say, and why: a Fellegi-Sunter score
// (Fellegi and Sunter, "A Theory for Record Linkage", 1969) over names, birth date, postcode and
// phone.
//
//   person_of     facts -> the form that is compared                             (person.hpp)
//   blocking_keys what to look candidates up by; on a device, as keyed hashes    (person.hpp)
//   compare       who asks and one who is known -> bits per field, which sum up to the score
//   decide        all candidates -> matched | possible | unknown, and what to ask next
//
// Relatives share a surname, a postcode and a phone; these count as one event, with a cap. A given
// name or a birth date that differs, a namesake, and a field that would decide but is missing keep
// a candidate at `possible`, whatever its score. A wrong match is worse than ten questions.
//
// Pure, and the same for the same input. The parameters are learned (tables/), never chosen by
// hand.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "recognition/frequencies.hpp"
#include "recognition/person.hpp"
#include "recognition/phone_likeness.hpp"

namespace touchpoint::recognition {

enum class Field { given_name, family_name, birth_date, postal_code, phone, household };

// How far two values agree, the best first. Not every level exists for every field.
enum class Level {
  same,
  part,      // "Maria Chiara" and "Maria", "Rossi Bianchi" and "Rossi"
  nickname,  // "Beppe" and "Giuseppe"
  swapped,   // the family name said as the given name, and the other way round
  slip,      // one letter or digit off, two neighbours swapped; "07-03" and "03-07"
  sound,     // written otherwise, said alike
  similar,
  initial,    // "G." and "Giuseppe"
  month,      // the same year and month
  year,       // the same year
  area,       // the first characters of a postcode
  ending,     // the last three digits of a phone
  other,      // they contradict
  not_asked,  // who asks did not say it, and the profile has it: it can be asked
  not_known,  // the profile does not have it
};

// Hundredths of a bit: log2 of how much likelier the agreement is for one person than for two.
// Whole numbers, so that what a screen shows sums up and no machine rounds otherwise.
using Bits = std::int32_t;

struct FieldBits {
  Field field{};
  Level level{};
  Bits bits = 0;

  bool operator==(const FieldBits&) const = default;
};

// Why a candidate stays `possible` however high its score.
enum class Cap {
  given_name_differs,
  birth_date_differs,
  given_name_missing,
  family_name_missing,
  birth_date_missing,
  one_kind_only,  // nothing beside the name and one more field
  namesake,       // another candidate may be meant as well
};

struct Comparison {
  std::vector<FieldBits>
      fields;      // one of each Field in its order; `household` takes back what counted twice
  Bits score = 0;  // their sum
  std::vector<Cap> caps;  // without `namesake`, which decide() sees

  bool operator==(const Comparison&) const = default;
};

Comparison compare(const Person& asked, const Person& known, PhoneLikeness phone,
                   const Frequencies& frequencies);

struct Candidate {
  std::int64_t key = 0;  // the caller's
  Comparison comparison;
};

enum class Verdict { matched, possible, unknown };

// What the customer could say that tells the candidates apart. The answer is never read out to
// them.
enum class Question {
  nothing,
  given_name,
  family_name,
  birth_year,
  birth_month,
  birth_day,
  postal_code,
  phone
};

struct Answer {
  Verdict verdict = Verdict::unknown;
  std::vector<Candidate>
      candidates;  // the best first, at most kCandidatesMax, none below `possible`
  Question ask = Question::nothing;
};

inline constexpr std::size_t kCandidatesMax = 5;

// `people`: how many are known; among a million a chance agreement is likelier than among a
// hundred. When the verdict is `matched` the first candidate is meant. Candidates of the same score
// are in the order of their keys.
Answer decide(std::vector<Candidate> candidates, std::int64_t people);

std::string_view to_text(Field field);
std::string_view to_text(Level level);
std::string_view to_text(Cap cap);
std::string_view to_text(Verdict verdict);
std::string_view to_text(Question question);

}  // namespace touchpoint::recognition
