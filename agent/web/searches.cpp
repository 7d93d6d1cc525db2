#include "web/searches.hpp"

namespace touchpoint::web {

bool Searches::answered(const Digest& session, const std::string& staff,
                        const PeopleAnswer& answer) {
  auto& told = told_[session];
  told.staff = staff;
  told.last.clear();
  for (const auto& candidate : answer.candidates) {
    told.last[candidate.profile] = {.verdict = answer.verdict,
                                    .score = candidate.score,
                                    .fields = candidate.fields,
                                    .caps = candidate.caps};
    told.named.insert(candidate.profile);
  }
  return ++told.searches == 1;
}

void Searches::registered(const Digest& session, const std::string& profile) {
  told_[session].last[profile] = {.verdict = "registered", .score = 0, .fields = {}, .caps = {}};
}

std::optional<PersonDecision> Searches::decision_on(const Digest& session,
                                                    const std::string& profile) const {
  const auto told = told_.find(session);
  if (told == told_.end()) return std::nullopt;
  const auto found = told->second.last.find(profile);
  if (found == told->second.last.end()) return std::nullopt;
  return found->second;
}

std::optional<SearchCount> Searches::take_count(const Digest& session) {
  const auto told = told_.find(session);
  if (told == told_.end() || told->second.searches == 0) return std::nullopt;
  const SearchCount count{told->second.staff, told->second.searches,
                          static_cast<std::int64_t>(told->second.named.size())};
  told->second.searches = 0;
  told->second.named.clear();
  return count;
}

}  // namespace touchpoint::web
