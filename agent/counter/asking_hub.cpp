// Whom the replica does not know the hub may: it is asked once a visit, while the screen already
// says that nobody is known here. Whoever it finds comes into the replica, and is shown from there.
#include "counter/counter.hpp"

namespace touchpoint::counter {

// Not for what nobody could answer better: an identifier that several people have, or one that is
// blocked here.
bool Counter::should_ask_hub(const Desk& desk, const Finding& finding) const {
  if (finding.profile || desk.look.hub != HubSays::not_asked || !hub_.may_ask()) return false;
  if (!desk.chosen && desk.look.identifiers.empty()) return false;
  return finding.why == WhyUnknown::not_in_replica || finding.why == WhyUnknown::lease_expired ||
         finding.why == WhyUnknown::no_replica;
}

void Counter::ask_hub(const Desk& desk) {
  Lookup lookup;
  if (desk.chosen) {
    lookup.profile = desk.chosen->profile;
  } else {
    lookup.identifiers = desk.look.identifiers;
  }
  hub_.look_up(std::move(lookup),
               [this, touchpoint = desk.card.touchpoint, visit = desk.card.visit](
                   const Result<LookupAnswer>& answer) { hub_said(touchpoint, visit, answer); });
}

void Counter::hub_said(const std::string& touchpoint, Uuid visit,
                       const Result<LookupAnswer>& answer) {
  auto& desk = desks_.at(touchpoint);
  // Somebody else stands there by now, or the feed was faster.
  if (desk.card.visit != visit || desk.card.state != CardState::unknown) return;
  if (!answer) {
    desk.look.hub = HubSays::no_answer;
  } else {
    desk.look.hub = answer.value().people > 1 ? HubSays::shared : HubSays::unknown;
  }
  look_again(touchpoint, visit);
}

}  // namespace touchpoint::counter
