#include "counter/counter.hpp"

#include <algorithm>

#include "counter/scan_events.hpp"
#include "journey/card.hpp"
#include "recognition/strength.hpp"

namespace touchpoint::counter {
namespace {

using recognition::ScanReading;

// The loyalty number, for a person whom nothing else names.
std::string loyalty_number(const std::vector<Identifier>& identifiers) {
  for (const auto& identifier : identifiers) {
    if (identifier.kind == IdentifierKind::loyalty) return identifier.value;
  }
  return {};
}

std::move_only_function<void(Result<Recorded>)> unheard() {
  return [](Result<Recorded>) {};  // its failure is the journal's to tell, see /v1/status
}

}  // namespace

Counter::Counter(Loop& loop, const Clock& clock, UuidSource& ids, Recorder& recorder,
                 ProfileFinder& finder, Hub& hub, recognition::ScanReader reader,
                 recognition::BlockList blocked, CounterSettings settings, CardChanged card_changed)
    : loop_(loop),
      clock_(clock),
      ids_(ids),
      recorder_(recorder),
      finder_(finder),
      hub_(hub),
      reader_(std::move(reader)),
      blocked_(std::move(blocked)),
      settings_(std::move(settings)),
      card_changed_(std::move(card_changed)) {
  for (const auto& touchpoint : settings_.touchpoints)
    desks_[touchpoint].card.touchpoint = touchpoint;
}

void Counter::scan(Scan scan, Done done) {
  const auto at = desks_.find(scan.touchpoint);
  if (at == desks_.end()) {
    done(refused("this device has no counter \"" + scan.touchpoint + "\""));
    return;
  }
  auto& desk = at->second;
  const bool typed = scan.via == "typed";
  const auto reading = reader_.read(scan.code, typed);
  if (reading.kind == ScanReading::Kind::refused) {
    auto card = new_card(scan.touchpoint);
    card.state = CardState::refused;
    card.reason = reading.reason;
    apply(desk, VisitInput::scan_refused, std::move(card));
    done(refused(std::string(recognition::describe_refusal(reading.reason))));
    return;
  }

  recorder_.record({.id = scan.id,
                    .type = "touchpoint.scan.received",
                    .time = clock_.wall(),
                    .actor = Actor::employee,
                    .touchpoint = scan.touchpoint,
                    .data = scan_data(reading, scan.via)},
                   std::move(done));

  auto look = look_of(scan, reading);
  const bool thing = std::ranges::any_of(
      reading.fits, [](const recognition::Fit& fit) { return is_thing(fit.name); });
  switch (reading.kind) {
    case ScanReading::Kind::refused:
    case ScanReading::Kind::product:
      return apply(desk, VisitInput::product_scanned, {});
    case ScanReading::Kind::thing:
      if (reading.identifiers().empty()) return apply(desk, VisitInput::product_scanned, {});
      return start_visit(scan.touchpoint, std::move(look), VisitInput::receipt_scanned);
    case ScanReading::Kind::several:
      // What may be a gift card takes nobody off the screen.
      if (thing && desk.card.state == CardState::shown) {
        return look_beside(scan.touchpoint, std::move(look));
      }
      break;
    case ScanReading::Kind::person:
    case ScanReading::Kind::other:
      break;
  }
  // A code that fits no pattern is nobody's as far as we know: the same screen as an unknown card.
  start_visit(scan.touchpoint, std::move(look), VisitInput::person_scanned);
}

Counter::Look Counter::look_of(const Scan& scan, const ScanReading& reading) const {
  Look look{.scan = scan.id,
            .code = reading.code,
            .fits = reading.fits,
            .identifiers = reading.identifiers(),
            .given = scan.via == "typed" ? Assurance::claimed : Assurance::possessed,
            .blocked = false,
            .thing = reading.kind == ScanReading::Kind::thing};
  look.blocked = blocked_.strike(look.identifiers) > 0 && look.identifiers.empty();
  return look;
}

Card Counter::new_card(const std::string& touchpoint) {
  Card card;
  card.touchpoint = touchpoint;
  card.visit = ids_.next();
  card.at = clock_.wall();
  return card;
}

void Counter::start_visit(const std::string& touchpoint, Look look, VisitInput input) {
  auto& desk = desks_.at(touchpoint);
  auto card = new_card(touchpoint);
  card.state = CardState::looking;
  const auto visit = card.visit;
  another_visit(desk);
  apply(desk, input, std::move(card));
  if (desk.card.visit != visit) return;  // it changes nothing here
  if (desk.possible.profile) {
    look.possible = desk.possible.profile->id;
    look.led = desk.possible.led;
  }
  serve(desk, std::move(look));
  look_up(touchpoint, visit);
}

void Counter::serve(Desk& desk, Look look, std::optional<ChosenPerson> chosen) {
  desk.look = std::move(look);
  desk.chosen = std::move(chosen);
  desk.asked.reset();
  desk.possible = {};
  desk.recognitions.clear();
  desk.recorded.clear();
}

Result<void> Counter::open(ChosenPerson chosen) {
  const auto at = desks_.find(chosen.touchpoint);
  if (at == desks_.end()) {
    return refused("this device has no counter \"" + chosen.touchpoint + "\"");
  }
  if (!settings_.may_recognise) {
    return refused("this device is not configured to recognise anybody");
  }
  auto& desk = at->second;
  auto card = new_card(at->first);
  card.state = CardState::looking;
  const auto visit = card.visit;
  another_visit(desk);
  apply(desk, VisitInput::person_chosen, std::move(card));
  serve(desk, {}, std::move(chosen));
  look_up_chosen(at->first, visit);
  return success();
}

// Staff have seen them and chosen: a claim that somebody weighed is not asked about again.
void Counter::look_up_chosen(const std::string& touchpoint, Uuid visit) {
  finder_.read(desks_.at(touchpoint).chosen->profile,
               [this, touchpoint, visit](Result<Finding> finding) {
                 Finding nothing;
                 nothing.why = WhyUnknown::no_replica;
                 if (!finding) finding = std::move(nothing);
                 finding.value().assurance = Assurance::claimed;
                 finding.value().strength = Strength::medium;
                 found(touchpoint, visit, std::move(finding));
               });
}

void Counter::look_up(const std::string& touchpoint, Uuid visit) {
  find(desks_.at(touchpoint).look, [this, touchpoint, visit](Result<Finding> finding) {
    found(touchpoint, visit, std::move(finding));
  });
}

// With what the identifiers say of the person: how they were given, and how much that is worth.
void Counter::find(const Look& look, std::move_only_function<void(Result<Finding>)> done) {
  Finding nothing;
  nothing.assurance = look.given;
  if (!settings_.may_recognise) {
    nothing.why = WhyUnknown::not_configured;
    return done(std::move(nothing));
  }
  if (look.identifiers.empty()) {
    nothing.why = look.blocked ? WhyUnknown::blocked : WhyUnknown::not_in_replica;
    return done(std::move(nothing));
  }
  finder_.find(look.identifiers, [given = look.given, nothing,
                                  done = std::move(done)](Result<Finding> found) mutable {
    if (!found) {
      // The replica is a convenience: without it the sale goes on.
      nothing.why = WhyUnknown::no_replica;
      return done(std::move(nothing));
    }
    auto& finding = found.value();
    if (finding.led.empty()) finding.led = {finding.by};
    finding.assurance = given;
    finding.strength = recognition::strength_of(finding.led, given);
    done(std::move(found));
  });
}

void Counter::found(const std::string& touchpoint, Uuid visit, Result<Finding> finding) {
  auto& desk = desks_.at(touchpoint);
  if (desk.card.visit != visit) return;  // another customer stands there by now
  if (!finding) return;                  // keep what is on the screen
  auto& now = finding.value();
  const bool known = now.profile.has_value();
  const bool first_look = desk.card.state != CardState::shown;
  if (is_let_go(desk, now)) return show_let_go(desk);
  add_earlier(desk.look, now);
  if (known && first_look && now.strength == Strength::weak) return ask_who(desk, std::move(now));
  if (!known && desk.look.thing) return close(touchpoint);  // like an article
  if (must_ask_what(desk.look, now)) return ask_what(desk, desk.look);
  show(desk, std::move(now));
}

// What the finding says, once there is nothing to ask.
void Counter::show(Desk& desk, Finding finding) {
  const bool first_look = desk.card.state != CardState::shown;
  const auto weighed = finding;
  const bool known = weighed.profile.has_value();
  const bool asks = should_ask_hub(desk, weighed);
  if (asks) desk.look.hub = HubSays::asking;
  const bool changed = put_up(desk, std::move(finding));
  if (known && changed && first_look) record_recognition(desk, weighed);
  if (asks) return ask_hub(desk);
  if (known || desk.look.settled || desk.look.hub == HubSays::asking) return;
  desk.look.settled = true;
  record_unrecognised(desk, weighed, to_text(weighed.why));
}

// False: that is what stands there already.
bool Counter::put_up(Desk& desk, Finding finding) {
  const bool first_look = desk.card.state != CardState::shown;
  const bool known = finding.profile.has_value();
  if (known && first_look) go_on(desk, finding.profile->id);
  const auto number =
      finding.by == IdentifierKind::loyalty ? loyalty_number(desk.look.identifiers) : std::string();
  auto card = journey::make_card(std::move(finding), {.touchpoint = desk.card.touchpoint,
                                                      .store = settings_.store,
                                                      .visit = desk.card.visit,
                                                      .scanned_at = desk.card.at,
                                                      .now = clock_.wall(),
                                                      .number = number,
                                                      .guards = settings_.guards,
                                                      .journey = settings_.journey});
  if (!first_look) card.question = desk.card.question;
  if (!known) card.hub = desk.look.hub;
  if (known && desk.chosen) card.decision = desk.chosen->decision;
  const bool unchanged = card.state == desk.card.state && card.who == desk.card.who &&
                         card.reason == desk.card.reason && card.hub == desk.card.hub &&
                         card.freshness.as_of == desk.card.freshness.as_of;
  if (unchanged) return false;
  const auto missing = desk.card.state == CardState::unknown && card.hub != desk.card.hub
                           ? VisitInput::hub_answered
                           : VisitInput::person_not_found;
  apply(desk, known ? VisitInput::person_found : missing, std::move(card));
  return true;
}

void Counter::record_recognition(Desk& desk, const Finding& finding) {
  if (desk.chosen && !desk.chosen->present) return;
  desk.recognitions.push_back(record(desk.card.touchpoint, "touchpoint.customer.recognised",
                                     recognised_data({.scan = desk.look.scan,
                                                      .profile = desk.card.who->id,
                                                      .by = finding.by,
                                                      .assurance = finding.assurance,
                                                      .strength = finding.strength,
                                                      .people = finding.people,
                                                      .freshness = finding.freshness,
                                                      .decision = desk.card.decision})));
}

// A device that may recognise nobody did not try.
void Counter::record_unrecognised(const Desk& desk, const Finding& finding,
                                  std::string_view reason) {
  if (!settings_.may_recognise || desk.chosen) return;  // what staff chose from was no scan
  record(desk.card.touchpoint, "touchpoint.customer.unrecognised",
         unrecognised_data({.scan = desk.look.scan,
                            .reason = reason,
                            .people = finding.people,
                            .freshness = finding.freshness,
                            .hub = desk.look.hub}));
}

Uuid Counter::record(const std::string& touchpoint, std::string type, std::string data) {
  const auto id = ids_.next();
  recorder_.record({.id = id,
                    .type = std::move(type),
                    .time = clock_.wall(),
                    .actor = Actor::employee,
                    .touchpoint = touchpoint,
                    .data = std::move(data)},
                   unheard());
  return id;
}

const Card& Counter::card(const std::string& touchpoint) const {
  const auto at = desks_.find(touchpoint);
  return at == desks_.end() ? nobody_ : at->second.card;
}

void Counter::close(const std::string& touchpoint, std::optional<Uuid> visit) {
  const auto at = desks_.find(touchpoint);
  if (at == desks_.end()) return;
  if (visit && at->second.card.visit != *visit) return end_parked(touchpoint, *visit);
  Card card;
  card.touchpoint = touchpoint;
  serve(at->second, {});
  at->second.let_go.reset();
  apply(at->second, VisitInput::closed, std::move(card));
}

void Counter::refresh() {
  for (auto& [touchpoint, desk] : desks_) {
    const auto visit = desk.card.visit;
    if (desk.card.state == CardState::shown) {
      finder_.read(desk.card.who->id, [this, name = touchpoint, visit](Result<Finding> finding) {
        auto& shown = desks_.at(name);
        if (!finding || !finding.value().profile) return;  // keep what is on the screen
        if (shown.card.visit != visit || shown.card.state != CardState::shown) return;
        finding.value().by = shown.card.by;
        finding.value().assurance = shown.card.assurance;
        finding.value().strength = shown.card.strength;
        show(shown, std::move(finding).value());
      });
    } else if (desk.card.state == CardState::unknown) {
      look_again(touchpoint, visit);
    }
  }
}

void Counter::look_again(const std::string& touchpoint, Uuid visit) {
  const auto& desk = desks_.at(touchpoint);
  if (desk.chosen) return look_up_chosen(touchpoint, visit);
  if (desk.look.scan != Uuid{}) look_up(touchpoint, visit);
}

// Moves the desk on by the table; `card` is what is shown when the table says so.
void Counter::apply(Desk& desk, VisitInput input, Card card) {
  const auto step = next_step(desk.card.state, input);
  if (!step || !step->new_card) return;
  if (step->parks) put_by(desk);
  desk.card = std::move(card);
  desk.card.parked = waiting(desk);
  if (desk.let_go) desk.card.in_error = desk.let_go->recorded;
  wait_for_idle(desk);
  card_changed_(desk.card.touchpoint);
}

void Counter::wait_for_idle(Desk& desk) {
  desk.idle.cancel();
  if (desk.card.state == CardState::nobody) return;
  desk.idle = loop_.after(settings_.visit_max_idle,
                          [this, touchpoint = desk.card.touchpoint] { close(touchpoint); });
}

}  // namespace touchpoint::counter
