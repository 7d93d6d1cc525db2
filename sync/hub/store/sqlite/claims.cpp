#include "sync/hub/store/sqlite/claims.hpp"

#include "sync/codec/profile_json.hpp"
#include "sync/hub/store/sqlite/visit_answers.hpp"

namespace touchpoint::hub {

Result<void> Claims::apply(const DeviceFact& fact, const sync::ReceivedEvent& event,
                           const Sender& sender) {
  const auto claim = "answers/" + fact.response;
  if (fact.claim) return fact.claim->given ? tie(fact, event, sender) : untie(claim);
  // Given after they said who they are: they went back and changed it.
  TP_TRY(const auto person, tied_to(claim));
  if (!person) return success();
  return keep(*person, claim, *fact.fact.experience);
}

Result<void> Claims::tie(const DeviceFact& fact, const sync::ReceivedEvent& event,
                         const Sender& sender) {
  const auto claim = "answers/" + fact.response;
  TP_TRY(const auto before, tied_to(claim));
  TP_TRY(const auto person, lookups_.whose(fact.claim->identifiers));
  if (before || !person) return success();
  TP_CHECK(keep(*person, claim, *fact.fact.experience));
  TP_TRY(const auto answers, answers_around(session_, event, fact.response, sender));
  for (const auto& answer : answers) {
    const auto given = fact_of(answer, sender.store);
    if (!given || given->response != fact.response || !given->profile.empty()) continue;
    TP_CHECK(keep(*person, claim, *given->fact.experience));
  }
  return success();
}

Result<void> Claims::untie(const std::string& claim) {
  TP_TRY(const auto person, tied_to(claim));
  if (!person) return success();
  feed_.touch(*person);
  return session_.run("DELETE FROM history WHERE claim = ?", claim);
}

Result<std::optional<std::int64_t>> Claims::tied_to(const std::string& claim) {
  return session_.integer("SELECT profile FROM history WHERE claim = ? LIMIT 1", claim);
}

Result<void> Claims::keep(std::int64_t person, const std::string& claim,
                          const Experience& experience) {
  feed_.touch(person);
  return session_.run("INSERT INTO history (profile, claim, at_ms, body) VALUES (?, ?, ?, ?)",
                      person, claim, to_ms(experience.time), sync::to_json(experience));
}

}  // namespace touchpoint::hub
