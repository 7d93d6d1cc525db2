// From candidates to an answer: who is meant, who may be, and what would tell them apart.
#include <algorithm>
#include <cmath>

#include "recognition/likeness_parameters.hpp"
#include "recognition/people.hpp"

namespace touchpoint::recognition {
namespace {

constexpr Bits kBit = 100;
constexpr Bits kPossible = -3 * kBit;       // beyond log2 of the people: one in nine is meant
constexpr Bits kNamesakeWithin = 6 * kBit;  // behind the first

Level level_of(const Candidate& candidate, Field field) {
  return candidate.comparison.fields[static_cast<std::size_t>(field)].level;
}

bool is_spelled_same(Level level) {
  return level == Level::same || level == Level::part;
}

// Another with the same names, whom nothing that was said rules out.
bool is_namesake(const Candidate& other) {
  const auto birth = level_of(other, Field::birth_date);
  return is_spelled_same(level_of(other, Field::given_name)) &&
         is_spelled_same(level_of(other, Field::family_name)) && birth != Level::other &&
         birth != Level::similar && birth != Level::year && birth != Level::month;
}

Question question(const std::vector<Candidate>& candidates) {
  if (candidates.empty()) return Question::nothing;
  const auto is_open = [&](Field field) {
    return level_of(candidates.front(), field) == Level::not_asked;
  };
  // Of several people of one name the year tells most; of one, the month is asked with less ado.
  if (is_open(Field::birth_date))
    return candidates.size() > 1 ? Question::birth_year : Question::birth_month;
  if (level_of(candidates.front(), Field::birth_date) == Level::part) return Question::birth_day;
  if (is_open(Field::given_name)) return Question::given_name;
  if (is_open(Field::postal_code)) return Question::postal_code;
  if (is_open(Field::phone)) return Question::phone;
  return is_open(Field::family_name) ? Question::family_name : Question::nothing;
}

}  // namespace

Bits bits_of(std::int64_t people) {
  const auto known = static_cast<double>(std::max<std::int64_t>(people, 1));
  return static_cast<Bits>(std::lround(std::log2(known) * kBit));
}

Answer decide(std::vector<Candidate> candidates, std::int64_t people,
              const Parameters& parameters) {
  const Bits prior = bits_of(people);
  std::erase_if(candidates, [&](const Candidate& candidate) {
    return candidate.comparison.score - prior < kPossible;
  });
  std::ranges::sort(candidates, [](const Candidate& left, const Candidate& right) {
    if (left.comparison.score != right.comparison.score)
      return left.comparison.score > right.comparison.score;
    return left.key < right.key;
  });
  if (candidates.empty()) return {};
  const auto first_score = candidates.front().comparison.score;
  const bool doubled =
      std::any_of(candidates.begin() + 1, candidates.end(), [&](const Candidate& other) {
        return is_namesake(other) || first_score - other.comparison.score < kNamesakeWithin;
      });
  auto& first = candidates.front().comparison;
  if (doubled) first.caps.push_back(Cap::namesake);
  Answer answer;
  const bool enough = first.score - prior >= parameters.matched[field_set(first)];
  answer.verdict = enough && first.caps.empty() ? Verdict::matched : Verdict::possible;
  if (candidates.size() > kCandidatesMax) candidates.resize(kCandidatesMax);
  if (answer.verdict == Verdict::possible) answer.ask = question(candidates);
  answer.candidates = std::move(candidates);
  return answer;
}

Answer decide(std::vector<Candidate> candidates, std::int64_t people) {
  return decide(std::move(candidates), people, learned_parameters());
}

}  // namespace touchpoint::recognition
