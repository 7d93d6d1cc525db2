// Several visits at once: whoever is being served is put by when another customer steps in, and
// comes back by a tap, or by being recognised again. Of a visit that waits no more is kept than who
// it is: what the card says is read anew, so that nothing old is shown and nothing erased comes
// back.
#include <algorithm>

#include "core/text.hpp"
#include "counter/counter.hpp"

namespace touchpoint::counter {
namespace {

constexpr std::size_t kParkedMax = 5;  // what stands on the narrowest screen; then the first ends

std::string initials_of(const Profile& profile) {
  std::string initials;
  for (const auto* name : {&profile.given_name, &profile.family_name}) {
    const auto first = first_character(*name);
    if (first.empty()) continue;
    initials.append(initials.empty() ? "" : " ").append(first).append(".");
  }
  return initials;
}

}  // namespace

// Somebody stands there: it is not a card that staff look at for a task.
bool Counter::is_served(const Desk& desk) {
  return desk.card.state == CardState::shown && desk.card.who &&
         (!desk.chosen || desk.chosen->present);
}

Result<void> Counter::park(const std::string& touchpoint, Uuid visit) {
  const auto at = desks_.find(touchpoint);
  if (at == desks_.end() || at->second.card.visit != visit || !is_served(at->second)) {
    return refused("nobody is being served in that visit now");
  }
  Card card;
  card.touchpoint = touchpoint;
  at->second.let_go.reset();
  apply(at->second, VisitInput::parked, std::move(card));
  serve(at->second, {});
  return success();
}

void Counter::put_by(Desk& desk) {
  if (!is_served(desk)) return;
  const auto& card = desk.card;
  const auto end = [this, touchpoint = card.touchpoint, visit = card.visit] {
    end_parked(touchpoint, visit);
  };
  desk.parked.push_back({.shown_as = {.visit = card.visit,
                                      .initials = initials_of(*card.who),
                                      .since = clock_.wall()},
                         .at = card.at,
                         .profile = card.who->id,
                         .by = card.by,
                         .assurance = card.assurance,
                         .strength = card.strength,
                         .look = desk.look,
                         .chosen = desk.chosen,
                         .recognitions = desk.recognitions,
                         .recorded = desk.recorded,
                         .until = loop_.after(settings_.visit_max_idle, end)});
  if (desk.parked.size() > kParkedMax) desk.parked.erase(desk.parked.begin());
}

void Counter::end_parked(const std::string& touchpoint, Uuid visit) {
  auto& desk = desks_.at(touchpoint);
  if (!take(desk, visit)) return;
  desk.card.parked = waiting(desk);
  card_changed_(touchpoint);
}

std::optional<Counter::Parked> Counter::take(Desk& desk, Uuid visit) {
  const auto at = std::ranges::find_if(
      desk.parked, [&](const Parked& each) { return each.shown_as.visit == visit; });
  if (at == desk.parked.end()) return std::nullopt;
  auto taken = std::move(*at);
  desk.parked.erase(at);
  return taken;
}

Result<void> Counter::bring_back(const std::string& touchpoint, Uuid visit) {
  const auto at = desks_.find(touchpoint);
  auto parked = at == desks_.end() ? std::nullopt : take(at->second, visit);
  if (!parked) return refused("that visit does not wait here any more");
  auto& desk = at->second;
  Card card;
  card.state = CardState::looking;
  card.touchpoint = touchpoint;
  card.visit = visit;
  card.at = parked->at;
  desk.let_go.reset();
  apply(desk, VisitInput::returned, std::move(card));
  serve(desk, std::move(parked->look), std::move(parked->chosen));
  desk.recognitions = std::move(parked->recognitions);
  desk.recorded = std::move(parked->recorded);
  finder_.read(parked->profile,
               [this, touchpoint, visit, by = parked->by, assurance = parked->assurance,
                strength = parked->strength](Result<Finding> read) {
                 auto& now = desks_.at(touchpoint);
                 if (now.card.visit != visit || now.card.state != CardState::looking) return;
                 Finding nothing;
                 nothing.why = WhyUnknown::no_replica;
                 auto finding = read ? std::move(read).value() : std::move(nothing);
                 finding.by = by;
                 finding.assurance = assurance;
                 finding.strength = strength;
                 if (!finding.profile) return show(now, std::move(finding));
                 put_up(now, std::move(finding));  // the recognition is recorded already
               });
  return success();
}

// Whoever is recognised again while their visit waits goes on with that visit.
void Counter::go_on(Desk& desk, const std::string& profile) {
  const auto at = std::ranges::find(desk.parked, profile, &Parked::profile);
  if (at == desk.parked.end()) return;
  desk.card.visit = at->shown_as.visit;
  desk.card.at = at->at;
  desk.recognitions = std::move(at->recognitions);
  desk.recorded = std::move(at->recorded);
  if (desk.chosen && !desk.chosen->present) desk.chosen = std::move(at->chosen);
  desk.parked.erase(at);
}

std::vector<ParkedVisit> Counter::waiting(const Desk& desk) {
  std::vector<ParkedVisit> visits;
  for (const auto& each : desk.parked)
    visits.push_back(each.shown_as);
  return visits;
}

}  // namespace touchpoint::counter
