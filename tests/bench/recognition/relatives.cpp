#include "bench/recognition/relatives.hpp"

#include <algorithm>

#include "bench/recognition/lookup_base.hpp"
#include "recognition/names.hpp"

namespace touchpoint::bench {
namespace {

using recognition::BirthDate;
using recognition::Person;
using Names = std::vector<recognition::NameToken>;

// Numbers that look random and are always the same.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return (mixed ^ (mixed >> 31)) % limit;
  }

 private:
  std::uint64_t state_;
};

BirthDate born_later(const BirthDate& birth, int years, Dice& dice) {
  if (birth.year == 0) return birth;
  BirthDate later{.year = birth.year + years, .month = birth.month, .day = birth.day};
  if (birth.month != 0) later.month = 1 + static_cast<int>(dice.below(12));
  if (birth.day != 0) later.day = 1 + static_cast<int>(dice.below(28));
  return later;
}

// Nobody calls one child Henry and the other one Harry.
bool are_of_two_children(const Names& one, const Names& other) {
  for (const auto& left : one)
    for (const auto& right : other)
      if (left.text == right.text || recognition::are_nicknames(left.text, right.text))
        return false;
  return true;
}

const Names& another_name(const Names& own, const std::vector<const Record*>& known, Dice& dice) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto& names = known[dice.below(known.size())]->form.given;
    if (!names.empty() && (own.empty() || are_of_two_children(names, own))) return names;
  }
  return own;
}

// Of two hundred names the one that is most like it.
const Names& name_alike(const Names& own, const std::vector<const Record*>& known, Dice& dice) {
  if (own.empty()) return own;
  const Names* best = &another_name(own, known, dice);
  double likeness = 0;
  for (int attempt = 0; attempt < 200; ++attempt) {
    const auto& names = known[dice.below(known.size())]->form.given;
    if (names.empty() || names.front().text == own.front().text) continue;
    const double found = recognition::jaro_winkler(own.front().text, names.front().text);
    if (found <= likeness) continue;
    likeness = found;
    best = &names;
  }
  return *best;
}

Person relative_of(const Person& customer, const std::vector<const Record*>& known, Dice& dice) {
  Person relative = customer;
  // They say their own birth date, also where the customer's is not known.
  auto birth = customer.birth;
  if (birth.year == 0) birth = known[dice.below(known.size())]->form.birth;
  const auto kind = dice.below(1000);
  const int apart = 1 + static_cast<int>(dice.below(8));
  const int generation = 20 + static_cast<int>(dice.below(21));
  const int sign = dice.below(2) == 0 ? 1 : -1;
  const bool namesake = kind < 5;
  const bool alike = !namesake && kind < 45;
  const bool twin = !namesake && !alike && kind < 65;
  const bool moved = !namesake && !alike && !twin && kind < 115;
  const bool child = namesake || kind >= 700;
  relative.birth = born_later(birth, sign * (child ? generation : apart), dice);
  if (twin) relative.birth = birth;
  if (moved) relative.postal_code = known[dice.below(known.size())]->form.postal_code;
  if (alike) {
    relative.given = name_alike(customer.given, known, dice);
  } else if (!namesake) {
    relative.given = another_name(customer.given, known, dice);
  }
  return relative;
}

}  // namespace

std::vector<Person> relatives_of(const std::vector<const Record*>& known) {
  std::vector<Person> relatives;
  for (const auto* record : known) {
    Dice dice{digest_of(record->person)};
    for (int i = 0; i < 4; ++i)
      relatives.push_back(relative_of(record->form, known, dice));
  }
  return relatives;
}

}  // namespace touchpoint::bench
