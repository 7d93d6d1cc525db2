// What the counter asks staff with one tap, and what follows from the answer: what is it, when a
// code fits several of the shop's namespaces and the replica does not tell; and is it they, when
// all there is says too little of who stands there.
#include <algorithm>

#include "counter/counter.hpp"
#include "counter/scan_events.hpp"
#include "recognition/strength.hpp"

namespace touchpoint::counter {

// The person on the screen stays while the replica is asked; only somebody whom it knows, and whom
// the code says enough of, takes their place.
void Counter::look_beside(const std::string& touchpoint, Look look) {
  const auto visit = desks_.at(touchpoint).card.visit;
  const auto kept = std::make_shared<Look>(std::move(look));
  find(*kept, [this, touchpoint, visit, kept](Result<Finding> finding) {
    auto& desk = desks_.at(touchpoint);
    if (desk.card.visit != visit || desk.card.state != CardState::shown) return;
    if (!finding) return;
    if (!finding.value().profile || finding.value().strength == Strength::weak) {
      return ask_what(desk, std::move(*kept));
    }
    auto card = new_card(touchpoint);
    card.state = CardState::looking;
    const auto next = card.visit;
    another_visit(desk);
    apply(desk, VisitInput::person_scanned, std::move(card));
    serve(desk, std::move(*kept));
    found(touchpoint, next, std::move(finding));
  });
}

// Not where the replica could not say anything: then nobody is known by any reading.
bool Counter::must_ask_what(const Look& look, const Finding& finding) {
  return look.fits.size() > 1 && !finding.profile &&
         (finding.why == WhyUnknown::not_in_replica || finding.why == WhyUnknown::ambiguous ||
          finding.why == WhyUnknown::shared);
}

void Counter::ask_what(Desk& desk, Look look) {
  CardQuestion question{.kind = CardQuestion::Kind::what, .scan = look.scan, .choices = {}};
  for (const auto& fit : look.fits)
    question.choices.emplace_back(to_text(fit.name));
  auto card = desk.card;
  if (card.state != CardState::shown) card.state = CardState::asking;
  card.question = std::move(question);
  desk.asked = std::move(look);
  apply(desk, VisitInput::question_raised, std::move(card));
}

// Staff see the name, so that they can ask for it, and nothing else of the person.
void Counter::ask_who(Desk& desk, Finding finding) {
  Card card = desk.card;
  card.state = CardState::asking;
  card.reason.clear();
  card.question = CardQuestion{
      .kind = CardQuestion::Kind::who, .scan = desk.look.scan, .choices = {"yes", "no"}};
  card.by = finding.by;
  card.assurance = finding.assurance;
  card.strength = finding.strength;
  card.freshness = finding.freshness;
  Profile named;
  named.id = finding.profile->id;
  named.given_name = finding.profile->given_name;
  named.family_name = finding.profile->family_name;
  card.who = std::move(named);
  desk.asked = desk.look;
  desk.possible = std::move(finding);
  apply(desk, VisitInput::question_raised, std::move(card));
}

// Two weak identifiers of different kinds that lead to the same person are enough.
void Counter::add_earlier(const Look& look, Finding& finding) {
  if (!finding.profile || look.possible != finding.profile->id) return;
  for (const auto kind : look.led) {
    if (std::ranges::find(finding.led, kind) == finding.led.end()) finding.led.push_back(kind);
  }
  finding.strength = recognition::strength_of(finding.led, finding.assurance);
}

void Counter::answer(QuestionAnswer answer, Done done) {
  const auto at = desks_.find(answer.touchpoint);
  const auto* asked = at == desks_.end() ? nullptr : &at->second.card.question;
  const bool open = asked != nullptr && asked->has_value() && at->second.asked &&
                    (*asked)->scan == answer.question &&
                    std::ranges::find((*asked)->choices, answer.choice) != (*asked)->choices.end();
  if (!open) return done(refused("this is not asked any more"));
  auto& desk = at->second;
  if ((*asked)->kind == CardQuestion::Kind::who) {
    // Who it is goes into the journal with the recognition; that staff said no does as well.
    if (answer.choice == "yes") {
      confirmed(desk, std::move(answer), std::move(done));
    } else {
      denied(desk, std::move(answer), std::move(done));
    }
    return;
  }
  const auto name = recognition::namespace_from_text(answer.choice);
  auto look = std::move(*desk.asked);
  desk.asked.reset();
  recorder_.record({.id = answer.id,
                    .type = "touchpoint.scan.named",
                    .time = clock_.wall(),
                    .actor = Actor::employee,
                    .touchpoint = answer.touchpoint,
                    .data = named_data(look.scan, look.fits, *name, look.code, answer.staff)},
                   std::move(done));
  named(desk, std::move(look), *name);
}

void Counter::named(Desk& desk, Look look, recognition::Namespace name) {
  std::erase_if(look.fits, [&](const recognition::Fit& fit) { return fit.name != name; });
  look.identifiers = look.fits.front().identifiers;
  look.blocked = blocked_.strike(look.identifiers) > 0 && look.identifiers.empty();
  look.thing = is_thing(name);
  const auto touchpoint = desk.card.touchpoint;
  const bool leads_nowhere = look.thing && look.identifiers.empty();
  if (leads_nowhere || (look.thing && desk.card.state == CardState::shown)) {
    Card card;
    card.touchpoint = touchpoint;
    if (desk.card.state == CardState::shown) card = desk.card;
    card.question.reset();
    return apply(desk, VisitInput::thing_named, std::move(card));
  }
  start_visit(touchpoint, std::move(look), VisitInput::person_scanned);
}

void Counter::confirmed(Desk& desk, QuestionAnswer answer, Done done) {
  auto finding = std::exchange(desk.possible, {});
  const auto recognition = answer.id;
  desk.asked.reset();
  finding.assurance = Assurance::verified;
  finding.strength = recognition::strength_of(finding.led, finding.assurance);
  recorder_.record({.id = answer.id,
                    .type = "touchpoint.customer.recognised",
                    .time = clock_.wall(),
                    .actor = Actor::employee,
                    .touchpoint = answer.touchpoint,
                    .data = recognised_data({.scan = desk.look.scan,
                                             .profile = finding.profile->id,
                                             .by = finding.by,
                                             .assurance = finding.assurance,
                                             .strength = finding.strength,
                                             .people = finding.people,
                                             .freshness = finding.freshness,
                                             .staff = answer.staff})},
                   std::move(done));
  put_up(desk, std::move(finding));
  desk.recognitions.push_back(recognition);
}

void Counter::denied(Desk& desk, QuestionAnswer answer, Done done) {
  const auto finding = std::exchange(desk.possible, {});
  recorder_.record({.id = answer.id,
                    .type = "touchpoint.customer.unrecognised",
                    .time = clock_.wall(),
                    .actor = Actor::employee,
                    .touchpoint = answer.touchpoint,
                    .data = unrecognised_data({.scan = desk.look.scan,
                                               .reason = "denied",
                                               .people = finding.people,
                                               .freshness = finding.freshness,
                                               .hub = desk.look.hub,
                                               .staff = answer.staff})},
                   std::move(done));
  auto card = desk.card;
  card.state = CardState::unknown;
  card.reason = "denied";
  card.who.reset();
  card.question.reset();
  desk.asked.reset();
  desk.look = {};  // the feed has nothing to say about it any more
  apply(desk, VisitInput::person_not_found, std::move(card));
}

}  // namespace touchpoint::counter
