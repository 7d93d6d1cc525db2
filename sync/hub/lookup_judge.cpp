#include "sync/hub/lookup_judge.hpp"

#include <utility>

#include "recognition/attributes.hpp"
#include "recognition/candidate.hpp"
#include "recognition/people.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kWholeDate = 10;

recognition::PersonFacts facts_in(const Lookup& lookup) {
  return {.given_name = lookup.given_name,
          .family_name = lookup.family_name,
          .birth_date = recognition::birth_date(lookup.birth_date),
          .postal_code = recognition::postal_code(lookup.postal_code),
          .phones = lookup.phones};
}

recognition::PersonFacts turned(recognition::PersonFacts facts) {
  std::swap(facts.given_name, facts.family_name);
  return facts;
}

recognition::Comparison compared(const recognition::PersonFacts& said,
                                 const recognition::PersonFacts& known) {
  return recognition::compare(recognition::person_of(said), recognition::person_of(known),
                              recognition::phone_likeness(said.phones, known.phones), {});
}

}  // namespace

LookupKeys keys_of(const Lookup& lookup) {
  auto said = facts_in(lookup);
  if (said.birth_date.size() != kWholeDate) said.birth_date.clear();
  return {.birth_date = std::move(said.birth_date), .postal_code = std::move(said.postal_code)};
}

Judged judge(const Lookup& lookup, const std::vector<NearPerson>& near, std::int64_t all) {
  const auto said = facts_in(lookup);
  std::vector<recognition::Candidate> candidates;
  for (std::size_t i = 0; i < near.size(); ++i) {
    const auto known = recognition::facts_of(near[i].person);
    auto comparison = compared(said, known);
    if (!lookup.names_in_order) {
      auto other = compared(turned(said), known);
      if (other.score > comparison.score) comparison = std::move(other);
    }
    candidates.push_back({static_cast<std::int64_t>(i), std::move(comparison)});
  }
  const auto decided = recognition::decide(std::move(candidates), all);
  Judged judged;
  judged.answer.verdict = to_text(decided.verdict);
  judged.answer.ask = to_text(decided.ask);
  for (const auto& candidate : decided.candidates) {
    const auto& [key, person] = near[static_cast<std::size_t>(candidate.key)];
    judged.answer.candidates.push_back(
        recognition::candidate_of(person, candidate.comparison, std::nullopt));
    judged.keys.push_back(key);
  }
  return judged;
}

}  // namespace touchpoint::hub
