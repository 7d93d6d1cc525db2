#include "recognition/candidate.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kAreaShown = 3;  // characters of a postcode

}  // namespace

PersonCandidate candidate_of(const Profile& profile, const Comparison& comparison,
                             std::optional<WallTime> last_bought) {
  PersonCandidate candidate;
  candidate.profile = profile.id;
  candidate.given_name = profile.given_name;
  candidate.family_name = profile.family_name;
  candidate.area = profile.postal_code.substr(0, kAreaShown);
  candidate.last_bought = last_bought;
  candidate.here = profile.here;
  candidate.score = comparison.score;
  for (const auto& each : comparison.fields) {
    candidate.fields.push_back(
        {std::string(to_text(each.field)), std::string(to_text(each.level)), each.bits});
  }
  for (const auto cap : comparison.caps)
    candidate.caps.emplace_back(to_text(cap));
  return candidate;
}

PersonFacts facts_of(const Profile& profile) {
  PersonFacts facts{.given_name = profile.given_name,
                    .family_name = profile.family_name,
                    .birth_date = profile.birth_date,
                    .postal_code = profile.postal_code,
                    .phones = {}};
  for (const auto& identifier : profile.identifiers) {
    if (identifier.kind == IdentifierKind::phone) facts.phones.push_back(identifier.value);
  }
  return facts;
}

}  // namespace touchpoint::recognition
