#include "recognition/people.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "recognition/agreement.hpp"
#include "recognition/likeness_parameters.hpp"

namespace touchpoint::recognition {
namespace {

constexpr double kHundredths = 100;

const Parameters kLearned{
#include "recognition/tables/likeness.inc"
};

Bits rarity(double share) {
  return static_cast<Bits>(std::lround(-std::log2(share) * kHundredths));
}

bool is_written_alike(Level level) {
  return level == Level::slip || level == Level::sound || level == Level::similar;
}

bool is_missing(Level level) {
  return level == Level::not_asked || level == Level::not_known;
}

Level level_of(const Comparison& comparison, Field field) {
  return comparison.fields[static_cast<std::size_t>(field)].level;
}

Bits learned_bits(const Parameters& parameters, Field field, Level level) {
  if (is_missing(level)) return 0;
  return parameters.bits[static_cast<std::size_t>(field)][static_cast<std::size_t>(level)];
}

// Family name, postcode and phone are one event: who shares one of them shares a home.
FieldBits household(const std::vector<FieldBits>& fields, Bits most) {
  Bits sum = 0;
  Level level = Level::other;
  for (const auto& one : fields) {
    if (one.field != Field::family_name && one.field != Field::postal_code &&
        one.field != Field::phone)
      continue;
    if (one.bits > 0) {
      sum += one.bits;
      level = Level::same;
    }
  }
  return {Field::household, level, std::min(0, most - sum)};
}

// What no score makes up for.
std::vector<Cap> caps_of(const Comparison& comparison) {
  std::vector<Cap> caps;
  const auto given = level_of(comparison, Field::given_name);
  const auto family = level_of(comparison, Field::family_name);
  const auto birth = level_of(comparison, Field::birth_date);
  if (given == Level::other) caps.push_back(Cap::given_name_differs);
  if (is_missing(given) || given == Level::initial) caps.push_back(Cap::given_name_missing);
  if (birth == Level::other || birth == Level::similar || birth == Level::year)
    caps.push_back(Cap::birth_date_differs);
  // Without a birth date father and son of one name are told apart by nothing, and the phone is at
  // home.
  if (is_missing(birth)) caps.push_back(Cap::birth_date_missing);
  int kinds = 0;
  for (const auto& one : comparison.fields)
    if (one.field >= Field::birth_date && one.field != Field::household && one.bits > 0) ++kinds;
  if (is_missing(family) && kinds < 2) caps.push_back(Cap::family_name_missing);
  if (kinds == 0) caps.push_back(Cap::one_kind_only);
  return caps;
}

}  // namespace

const Parameters& learned_parameters() {
  return kLearned;
}

Comparison compare(const Person& asked, const Person& known, PhoneLikeness phone,
                   const Frequencies& frequencies, const Parameters& parameters) {
  auto given = given_agreement(asked, known);
  auto family = family_agreement(asked, known);
  if (given.level == Level::other && family.level == Level::other && are_swapped(asked, known)) {
    given = {Level::swapped, &asked.given.front(), &known.family.front()};
    family = {Level::swapped, &asked.family.front(), &known.given.front()};
  }
  // "Hayden" is not "Jayden" with a slip when there are several of both.
  if (is_written_alike(given.level) && frequencies.is_given_name(asked.given.front()) &&
      frequencies.is_given_name(known.given.front()))
    given = {Level::other};
  Comparison comparison;
  const auto add = [&](Field field, Level level, Bits more) {
    const auto bits = learned_bits(parameters, field, level);
    comparison.fields.push_back({field, level, is_missing(level) ? 0 : bits + more});
  };
  // What is written in two ways is as common as the commoner of them.
  const auto rare = [&](const NameAgreement& names, auto share) {
    return names.asked == nullptr ? 0 : rarity(std::max(share(*names.asked), share(*names.known)));
  };
  add(Field::given_name, given.level,
      rare(given, [&](const NameToken& name) { return frequencies.given(name); }));
  add(Field::family_name, family.level,
      rare(family, [&](const NameToken& name) { return frequencies.family(name); }));
  const auto birth = birth_agreement(asked.birth, known.birth);
  const bool default_day = birth == Level::same && is_january_first(asked.birth);
  add(Field::birth_date, birth,
      default_day ? parameters.january_first - learned_bits(parameters, Field::birth_date, birth)
                  : 0);
  add(Field::postal_code, postal_code_agreement(asked.postal_code, known.postal_code), 0);
  add(Field::phone, phone_agreement(phone), 0);
  comparison.fields.push_back(household(comparison.fields, parameters.household));
  for (const auto& one : comparison.fields)
    comparison.score += one.bits;
  comparison.caps = caps_of(comparison);
  return comparison;
}

Comparison compare(const Person& asked, const Person& known, PhoneLikeness phone,
                   const Frequencies& frequencies) {
  return compare(asked, known, phone, frequencies, kLearned);
}

std::size_t field_set(const Comparison& comparison) {
  std::size_t set = 0;
  if (!is_missing(level_of(comparison, Field::birth_date))) set |= kWithBirthDate;
  if (!is_missing(level_of(comparison, Field::postal_code))) set |= kWithPostalCode;
  if (!is_missing(level_of(comparison, Field::phone))) set |= kWithPhone;
  return set;
}

}  // namespace touchpoint::recognition
