#include "bench/recognition/learning.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

#include "bench/recognition/asking.hpp"
#include "recognition/agreement.hpp"

namespace touchpoint::bench {
namespace {

using recognition::Bits;
using recognition::Field;
using recognition::kFields;
using recognition::kFieldSets;
using recognition::kLevels;
using recognition::Level;
using recognition::Parameters;
using recognition::Person;

constexpr std::size_t kDrawsEach = 12;  // strangers per record
constexpr double kRarest = 1e-5;        // no level is rarer than this among strangers
constexpr double kLikeliest = 0.999;
constexpr Bits kHousehold = 1600;  // two or three share a home in a base of some ten thousands
constexpr Bits kSure = 1000;       // 1 wrong in 1000, beyond log2 of the people
constexpr Bits kBeyondWorst = 100;
constexpr std::size_t kJanuaryFirst = kLevels;  // a level of its own while counting

// Shares of each level, summed up over sets.
struct Shares {
  std::array<std::array<double, kLevels + 1>, kFields> of{};
  std::array<double, kFields> sets{};

  double at(std::size_t field, std::size_t level) const {
    return sets[field] > 0 ? of[field][level] / sets[field] : 0;
  }
};

class Counts {
 public:
  void add(const Person& left, const Person& right) {
    static const recognition::Frequencies kNone;
    const auto likeness = recognition::phone_likeness(left.phones, right.phones);
    const auto comparison = recognition::compare(left, right, likeness, kNone, Parameters{});
    for (std::size_t field = 0; field < kFields; ++field) {
      const auto level = comparison.fields[field].level;
      if (level == Level::not_asked || level == Level::not_known) continue;
      auto at = static_cast<std::size_t>(level);
      const bool default_day = static_cast<Field>(field) == Field::birth_date &&
                               level == Level::same && recognition::is_january_first(left.birth);
      if (default_day) at = kJanuaryFirst;
      ++counts_[field][at];
      ++total_[field];
    }
  }

  // `weight`: sets of one family count as one.
  void into(Shares& shares, double weight) const {
    for (std::size_t field = 0; field < kFields; ++field) {
      if (total_[field] < 100) continue;
      shares.sets[field] += weight;
      for (std::size_t level = 0; level <= kLevels; ++level)
        shares.of[field][level] += weight * (counts_[field][level] + 0.5) / (total_[field] + 8);
    }
  }

 private:
  std::array<std::array<double, kLevels + 1>, kFields> counts_{};
  std::array<double, kFields> total_{};
};

double weight_of(const PeopleSet& set, const std::vector<const PeopleSet*>& sets) {
  const auto alike =
      std::ranges::count(sets, set.family, [](const PeopleSet* other) { return other->family; });
  return 1 / static_cast<double>(alike);
}

Shares of_same(const std::vector<const PeopleSet*>& sets) {
  Shares shares;
  for (const auto* set : sets) {
    Counts counts;
    for (const auto& [first, other] : pairs_of(*set))
      counts.add(other->form, first->form);
    counts.into(shares, weight_of(*set, sets));
  }
  return shares;
}

Shares of_strangers(const std::vector<const PeopleSet*>& sets) {
  Shares shares;
  for (const auto* set : sets) {
    Counts counts;
    const auto& records = set->records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      for (std::size_t draw = 0; draw < kDrawsEach; ++draw) {
        const auto& other = records[(i * 7919 + draw * 104'729 + draw * draw) % records.size()];
        if (other.person != records[i].person) counts.add(records[i].form, other.form);
      }
    }
    counts.into(shares, weight_of(*set, sets));
  }
  return shares;
}

Bits bits_of_ratio(double same, double strangers) {
  const auto most = std::clamp(same, kRarest, kLikeliest);
  return static_cast<Bits>(std::lround(100 * std::log2(most / std::max(strangers, kRarest))));
}

// By how far the best of a wrong candidate exceeds log2 of the people, by field set: what a match
// must be beyond.
void raise_thresholds(Parameters& parameters, const std::vector<const PeopleSet*>& sets) {
  auto open = parameters;
  open.matched.fill(0);
  std::array<Bits, kFieldSets> worst{};
  for (const auto* set : sets) {
    const auto world = open_world_of(*set);
    for (const auto& fields : ways_of_asking(*set)) {
      for (const auto* queries : {&world.returning, &world.strangers}) {
        for (const auto& query : *queries) {
          const auto answer = world.base.ask(said(query.asked, fields), open);
          if (answer.verdict != recognition::Verdict::matched) continue;
          const auto& first = answer.candidates.front();
          if (first.key == query.truth) continue;
          auto& highest = worst[recognition::field_set(first.comparison)];
          highest =
              std::max(highest, first.comparison.score - recognition::bits_of(world.base.people()));
        }
      }
    }
  }
  for (std::size_t i = 0; i < kFieldSets; ++i)
    parameters.matched[i] = std::max(kSure, worst[i] + kBeyondWorst);
}

}  // namespace

Parameters learn_levels(const std::vector<const PeopleSet*>& sets) {
  const auto same = of_same(sets);
  const auto strangers = of_strangers(sets);
  Parameters parameters;
  parameters.household = kHousehold;
  // How many times as often strangers' names agree so far as they are the same.
  const auto multiple = [&](std::size_t field, Level level) {
    if (level == Level::same || level == Level::part || level == Level::swapped) return 1.0;
    return std::clamp(strangers.at(field, static_cast<std::size_t>(level)) / strangers.at(field, 0),
                      0.1, 10.0);
  };
  for (std::size_t field = 0; field < kFields; ++field) {
    for (std::size_t i = 0; i < kLevels; ++i) {
      const auto level = static_cast<Level>(i);
      if (level == Level::not_asked || level == Level::not_known) continue;
      const bool rarity_is_added = field < 2 && level <= Level::similar;
      parameters.bits[field][i] = bits_of_ratio(
          same.at(field, i), rarity_is_added ? multiple(field, level) : strangers.at(field, i));
    }
  }
  const auto birth = static_cast<std::size_t>(Field::birth_date);
  parameters.january_first =
      bits_of_ratio(same.at(birth, kJanuaryFirst), strangers.at(birth, kJanuaryFirst));
  parameters.matched.fill(kSure);
  return parameters;
}

Parameters learn(const std::vector<const PeopleSet*>& sets) {
  auto parameters = learn_levels(sets);
  raise_thresholds(parameters, sets);
  return parameters;
}

std::string written(const Parameters& parameters) {
  std::string text =
      "// Of the open sets of people, by learn_likeness (tests/bench/recognition).\n.bits = {{\n";
  for (std::size_t field = 0; field < kFields; ++field) {
    text += "    {{";
    for (const auto bits : parameters.bits[field])
      text += std::to_string(bits) + ", ";
    text.resize(text.size() - 2);
    text += "}},  // " + std::string(recognition::to_text(static_cast<Field>(field))) + "\n";
  }
  text += "}},\n.january_first = " + std::to_string(parameters.january_first);
  text += ",\n.household = " + std::to_string(parameters.household) + ",\n.matched = {{";
  for (const auto bits : parameters.matched)
    text += std::to_string(bits) + ", ";
  text.resize(text.size() - 2);
  return text + "}},\n";
}

}  // namespace touchpoint::bench
