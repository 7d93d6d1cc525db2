// "Wrong person": the recognition is taken back, what was recorded meanwhile is named, and whatever
// led to that person does not lead to them again in this visit.
#include <algorithm>

#include "core/text.hpp"
#include "counter/counter.hpp"
#include "counter/scan_events.hpp"

namespace touchpoint::counter {
namespace {

constexpr std::size_t kRecordedMax = 50;  // of one visit; more is no visit
constexpr std::string_view kReason = "wrong_person";

}  // namespace

void Counter::let_go(WrongPerson wrong, Done done) {
  const auto at = desks_.find(wrong.touchpoint);
  const bool there = at != desks_.end() && at->second.card.visit == wrong.visit &&
                     is_served(at->second) && !at->second.recognitions.empty();
  if (!there) return done(refused("nobody is being served in that visit now"));
  auto& desk = at->second;
  const auto profile = desk.card.who->id;
  const auto undone = [&](const Uuid& recognition) {
    return undone_data(profile, recognition, wrong.staff);
  };
  recorder_.record({.id = wrong.id,
                    .type = "touchpoint.interaction.undone",
                    .time = clock_.wall(),
                    .actor = Actor::employee,
                    .touchpoint = wrong.touchpoint,
                    .data = undone(desk.recognitions.back())},
                   std::move(done));
  desk.recognitions.pop_back();
  for (const auto& earlier : desk.recognitions)
    record(wrong.touchpoint, "touchpoint.interaction.undone", undone(earlier));
  if (desk.look.scan != Uuid{}) {
    record(wrong.touchpoint, "touchpoint.customer.unrecognised",
           unrecognised_data({.scan = desk.look.scan,
                              .reason = kReason,
                              .people = 1,
                              .freshness = desk.card.freshness,
                              .staff = wrong.staff}));
  }
  desk.let_go = LetGo{.profile = profile, .recorded = std::move(desk.recorded)};
  Card card;
  card.state = CardState::unknown;
  card.touchpoint = wrong.touchpoint;
  card.visit = wrong.visit;
  card.at = desk.card.at;
  card.reason = kReason;
  card.freshness = desk.card.freshness;
  serve(desk, {});
  apply(desk, VisitInput::let_go, std::move(card));
}

// Whoever comes after somebody who is shown is another customer; until then the visit goes on in
// which somebody was let go.
void Counter::another_visit(Desk& desk) {
  if (desk.card.state == CardState::shown) desk.let_go.reset();
}

bool Counter::is_let_go(const Desk& desk, const Finding& finding) {
  return desk.let_go && finding.profile && finding.profile->id == desk.let_go->profile &&
         !desk.chosen;
}

void Counter::show_let_go(Desk& desk) {
  record(desk.card.touchpoint, "touchpoint.customer.unrecognised",
         unrecognised_data({.scan = desk.look.scan,
                            .reason = kReason,
                            .people = 1,
                            .freshness = desk.card.freshness}));
  auto card = desk.card;
  card.state = CardState::unknown;
  card.reason = kReason;
  serve(desk, {});
  apply(desk, VisitInput::person_not_found, std::move(card));
}

void Counter::note(Noted noted) {
  const auto at = desks_.find(noted.touchpoint);
  if (at == desks_.end()) return;
  auto& desk = at->second;
  const auto is_undone = [&](const RecordedInError& each) {
    return each.event.text() == noted.undoes;
  };
  std::erase_if(desk.recorded, is_undone);
  if (desk.let_go && std::erase_if(desk.let_go->recorded, is_undone) > 0) {
    desk.card.in_error = desk.let_go->recorded;
    card_changed_(noted.touchpoint);
  }
  if (desk.card.state != CardState::shown || desk.card.who->id != noted.profile) return;
  wait_for_idle(desk);
  if (!noted.undoes.empty() || desk.recorded.size() >= kRecordedMax) return;
  desk.recorded.push_back({.event = noted.event,
                           .profile = std::move(noted.profile),
                           .type = std::move(noted.type),
                           .time = noted.time});
}

}  // namespace touchpoint::counter
