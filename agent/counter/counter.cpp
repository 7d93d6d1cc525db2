#include "counter/counter.hpp"

#include "core/text.hpp"
#include "journey/card.hpp"

namespace touchpoint::counter {
namespace {

std::string scan_data(const recognition::ScanReading& reading, const std::string& via) {
  std::string kind = "null";
  if (reading.kind == recognition::ScanReading::Kind::product) kind = "\"product\"";
  if (reading.kind == recognition::ScanReading::Kind::coupon) kind = "\"coupon\"";
  if (reading.identifiers.size() == 1) {
    kind = json_quoted(to_text(reading.identifiers.front().kind));
  }
  return "{\"kind\":" + kind + ",\"code\":" + json_quoted(reading.code) +
         ",\"via\":" + json_quoted(via) + "}";
}

// The loyalty number, for a person whom nothing else names.
std::string loyalty_number(const std::vector<Identifier>& identifiers) {
  for (const auto& identifier : identifiers) {
    if (identifier.kind == IdentifierKind::loyalty) return identifier.value;
  }
  return {};
}

// How much each field said, and nothing of what it said.
std::string decision_data(const PersonDecision& decision) {
  std::string fields;
  for (const auto& each : decision.fields) {
    fields += std::string(fields.empty() ? "" : ",") + "{\"field\":" + json_quoted(each.field) +
              ",\"level\":" + json_quoted(each.level) + ",\"bits\":" + std::to_string(each.bits) +
              "}";
  }
  std::string caps;
  for (const auto& cap : decision.caps)
    caps += std::string(caps.empty() ? "" : ",") + json_quoted(cap);
  return "{\"verdict\":" + json_quoted(decision.verdict) +
         ",\"score\":" + std::to_string(decision.score) + ",\"fields\":[" + fields +
         "],\"caps\":[" + caps + "]}";
}

}  // namespace

Counter::Counter(Loop& loop, const Clock& clock, UuidSource& ids, Recorder& recorder,
                 ProfileFinder& finder, recognition::ScanReader reader, CounterSettings settings,
                 CardChanged card_changed)
    : loop_(loop),
      clock_(clock),
      ids_(ids),
      recorder_(recorder),
      finder_(finder),
      reader_(std::move(reader)),
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
  auto reading = reader_.read(scan.code);

  Card card;
  card.touchpoint = scan.touchpoint;
  card.visit = ids_.next();
  card.at = clock_.wall();
  if (reading.kind == recognition::ScanReading::Kind::refused) {
    card.state = CardState::refused;
    card.reason = reading.reason;
    apply(desk, VisitInput::scan_refused, std::move(card));
    done(refused(std::string(recognition::describe_refusal(reading.reason))));
    return;
  }

  recorder_.record({.id = scan.id,
                    .type = "touchpoint.scan.received",
                    .time = card.at,
                    .actor = Actor::employee,
                    .touchpoint = scan.touchpoint,
                    .data = scan_data(reading, scan.via)},
                   std::move(done));

  const bool nobodys = reading.kind == recognition::ScanReading::Kind::product ||
                       reading.kind == recognition::ScanReading::Kind::coupon;
  if (nobodys) {
    apply(desk, VisitInput::product_scanned, std::move(card));
    return;
  }
  // A code that fits no pattern is nobody's as far as we know: the same screen as an unknown card.
  const auto visit = card.visit;
  card.state = CardState::looking;
  desk.identifiers = reading.identifiers;
  desk.shown_by_customer = scan.via == "wedge" || scan.via == "till";
  desk.chosen.reset();
  apply(desk, VisitInput::person_scanned, std::move(card));
  look_up(scan.touchpoint, visit, std::move(reading.identifiers));
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
  Card card;
  card.touchpoint = chosen.touchpoint;
  card.visit = ids_.next();
  card.at = clock_.wall();
  card.state = CardState::looking;
  const auto visit = card.visit;
  desk.identifiers.clear();
  desk.chosen = std::move(chosen);
  apply(desk, VisitInput::person_chosen, std::move(card));
  look_up_chosen(at->first, visit);
  return success();
}

void Counter::look_up_chosen(const std::string& touchpoint, Uuid visit) {
  finder_.read(desks_.at(touchpoint).chosen->profile,
               [this, touchpoint, visit](Result<Finding> finding) {
                 found(touchpoint, visit, std::move(finding));
               });
}

void Counter::look_up(const std::string& touchpoint, Uuid visit,
                      std::vector<Identifier> identifiers) {
  if (!settings_.may_recognise || identifiers.empty()) {
    Finding nothing;
    nothing.why = settings_.may_recognise ? WhyUnknown::not_in_replica : WhyUnknown::not_configured;
    found(touchpoint, visit, std::move(nothing));
    return;
  }
  finder_.find(std::move(identifiers), [this, touchpoint, visit](Result<Finding> finding) {
    found(touchpoint, visit, std::move(finding));
  });
}

void Counter::found(const std::string& touchpoint, Uuid visit, Result<Finding> finding) {
  auto& desk = desks_.at(touchpoint);
  if (desk.card.visit != visit) return;  // another customer stands there by now
  if (!finding) {
    // The replica is a convenience: without it the sale goes on.
    Finding nothing;
    nothing.why = WhyUnknown::no_replica;
    finding = std::move(nothing);
  }
  const bool first_look = desk.card.state != CardState::shown;
  const bool known = finding.value().profile.has_value();
  auto card =
      journey::make_card(std::move(finding).value(), {.touchpoint = touchpoint,
                                                      .store = settings_.store,
                                                      .visit = visit,
                                                      .scanned_at = desk.card.at,
                                                      .now = clock_.wall(),
                                                      .number = loyalty_number(desk.identifiers)});
  if (known && desk.chosen) card.decision = desk.chosen->decision;
  card.assurance = assurance_of(desk, card.by);
  const bool unchanged = card.state == desk.card.state && card.who == desk.card.who &&
                         card.reason == desk.card.reason &&
                         card.freshness.as_of == desk.card.freshness.as_of;
  if (unchanged) return;
  apply(desk, known ? VisitInput::person_found : VisitInput::person_not_found, std::move(card));
  if (known && first_look) record_recognition(desk.card);
}

// What lies on the counter is proof of having it. Whatever is said or typed is a claim.
Assurance Counter::assurance_of(const Desk& desk, IdentifierKind by) {
  const bool is_shown = by == IdentifierKind::loyalty || by == IdentifierKind::order;
  const bool possessed = !desk.chosen && desk.shown_by_customer && is_shown;
  return possessed ? Assurance::possessed : Assurance::claimed;
}

void Counter::record_recognition(const Card& card) {
  std::string data = "{\"profile\":" + json_quoted(card.who->id) +
                     ",\"by\":" + json_quoted(card.decision ? "person" : to_text(card.by)) +
                     ",\"assurance\":" + json_quoted(to_text(card.assurance));
  if (card.decision) data += ",\"decision\":" + decision_data(*card.decision);
  data += ",\"replica_age_s\":" +
          (card.freshness.age_s ? std::to_string(*card.freshness.age_s) : "null") + "}";
  recorder_.record(
      {.id = ids_.next(),
       .type = "touchpoint.customer.recognised",
       .time = clock_.wall(),
       .actor = Actor::employee,
       .touchpoint = card.touchpoint,
       .data = std::move(data)},
      [](Result<Recorded>) {});  // its failure is the journal's to tell, see /v1/status
}

const Card& Counter::card(const std::string& touchpoint) const {
  const auto at = desks_.find(touchpoint);
  return at == desks_.end() ? nobody_ : at->second.card;
}

void Counter::close(const std::string& touchpoint) {
  const auto at = desks_.find(touchpoint);
  if (at == desks_.end()) return;
  Card card;
  card.touchpoint = touchpoint;
  at->second.identifiers.clear();
  at->second.chosen.reset();
  apply(at->second, VisitInput::closed, std::move(card));
}

void Counter::refresh() {
  for (auto& [touchpoint, desk] : desks_) {
    const auto visit = desk.card.visit;
    if (desk.card.state == CardState::shown) {
      const auto by = desk.card.by;
      finder_.read(desk.card.who->id,
                   [this, name = touchpoint, visit, by](Result<Finding> finding) {
                     if (!finding || !finding.value().profile)
                       return;  // keep what is on the screen
                     finding.value().by = by;
                     found(name, visit, std::move(finding));
                   });
    } else if (desk.card.state == CardState::unknown) {
      if (desk.chosen) {
        look_up_chosen(touchpoint, visit);
      } else {
        look_up(touchpoint, visit, desk.identifiers);
      }
    }
  }
}

// Moves the desk on by the table; `card` is what is shown when the table says so.
void Counter::apply(Desk& desk, VisitInput input, Card card) {
  const auto step = next_step(desk.card.state, input);
  if (!step || !step->new_card) return;
  desk.card = std::move(card);
  desk.idle.cancel();
  if (step->next != CardState::nobody) {
    desk.idle = loop_.after(settings_.visit_max_idle,
                            [this, touchpoint = desk.card.touchpoint] { close(touchpoint); });
  }
  card_changed_(desk.card.touchpoint);
}

}  // namespace touchpoint::counter
