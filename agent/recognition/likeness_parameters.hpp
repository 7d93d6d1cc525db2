// What was learned of how people say who they are: how often the same person's fields agree, and
// how often strangers' do. The table (tables/likeness.inc) is made by `learn_likeness`
// (tests/bench/recognition).
#pragma once

#include <array>
#include <cstddef>

#include "recognition/people.hpp"

namespace touchpoint::recognition {

inline constexpr std::size_t kFields = 5;  // without `household`
inline constexpr std::size_t kLevels = 15;
inline constexpr std::size_t kFieldSets = 8;

// Which of the fields beside the names both sides know: each set has its own threshold.
inline constexpr std::size_t kWithBirthDate = 1;
inline constexpr std::size_t kWithPostalCode = 2;
inline constexpr std::size_t kWithPhone = 4;

struct Parameters {
  // By field and level, log2 m/u. For names that agree (`same` to `similar`) u is taken as a
  // multiple of how many people have that very name, and compare() adds how rare it is.
  std::array<std::array<Bits, kLevels>, kFields> bits{};
  Bits january_first =
      0;               // `same` date, which is the first of January: often only the year was known
  Bits household = 0;  // the most that family name, postcode and phone together may say
  // The least that a match takes beyond log2 of the number of people, by field set.
  std::array<Bits, kFieldSets> matched{};
};

const Parameters& learned_parameters();

Comparison compare(const Person& asked, const Person& known, PhoneLikeness phone,
                   const Frequencies& frequencies, const Parameters& parameters);
Answer decide(std::vector<Candidate> candidates, std::int64_t people, const Parameters& parameters);

// Of the fields that both sides know.
std::size_t field_set(const Comparison& comparison);

// log2 of the number of people, as evidence has to make up for it.
Bits bits_of(std::int64_t people);

}  // namespace touchpoint::recognition
