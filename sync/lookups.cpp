#include "sync/lookups.hpp"

namespace touchpoint::sync {

void Lookups::ask(const Lookup& lookup, std::chrono::milliseconds budget, Done done) {
  // Its place stands until `end`; an answer that comes later finds `waits` gone.
  asking_.emplace_back();
  const auto place = std::prev(asking_.end());
  place->done = std::move(done);
  place->waits = std::make_shared<bool>(true);
  place->budget = loop_.after(
      budget, [this, place] { end(place, retry_later("the hub did not answer in time")); });
  const bool by_key = !lookup.identifiers.empty() || !lookup.profile.empty();
  hub_(lookup, budget, [this, place, by_key, waits = std::weak_ptr(place->waits)](auto answer) {
    if (!waits.expired()) answered(place, by_key, std::move(answer));
  });
}

void Lookups::answered(Place place, bool by_key, Result<LookupAnswer> answer) {
  const bool comes_by_feed = answer && by_key && answer.value().people == 1;
  if (!comes_by_feed || is_here(answer.value())) return end(place, std::move(answer));
  place->answer = std::move(answer).value();
  inbox_.reach(place->answer->epoch, place->answer->through);
}

void Lookups::applied() {
  for (auto place = asking_.begin(); place != asking_.end();) {
    const auto here = place++;  // `end` takes it out
    if (here->answer && is_here(*here->answer)) end(here, std::move(*here->answer));
  }
}

void Lookups::give_up() {
  while (!asking_.empty())
    end(asking_.begin(), retry_later("the way to the hub is made anew"));
}

bool Lookups::is_here(const LookupAnswer& answer) const {
  const auto cursor = replica_.cursor();
  return cursor.epoch == answer.epoch && cursor.since >= answer.through;
}

// Whoever is told may ask again, or end this.
void Lookups::end(Place place, Result<LookupAnswer> answer) {
  auto done = std::move(place->done);
  asking_.erase(place);
  done(std::move(answer));
}

}  // namespace touchpoint::sync
