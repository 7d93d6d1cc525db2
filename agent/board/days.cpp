#include "board/days.hpp"

#include <algorithm>
#include <cstring>

#include "board/estimates.hpp"

namespace touchpoint::board {

using std::chrono::days;

std::size_t Days::HashUuid::operator()(const Uuid& id) const {
  std::size_t tail = 0;  // of a UUIDv7 what is random
  std::memcpy(&tail, id.bytes().data() + Uuid::kSize - sizeof tail, sizeof tail);
  return tail;
}

void Days::Tally::add(const Tally& other) {
  recognised += other.recognised;
  unrecognised += other.unrecognised;
  sales += other.sales;
  collections += other.collections;
  returns += other.returns;
  complaints += other.complaints;
  promoters += other.promoters;
  detractors += other.detractors;
  nps += other.nps;
  content += other.content;
  csat += other.csat;
  easy += other.easy;
  ces += other.ces;
}

void Days::turn_to(Day today) {
  today_ = today;
  first_ = today - days{kDays - 1};
  const auto is_old = [&](const auto& entry) { return entry.second.day < first_; };
  std::erase_if(kept_, is_old);
  std::erase_if(verdicts_, is_old);
  std::erase_if(recognitions_,
                [&](const auto& entry) { return !verdicts_.contains(entry.second); });
  std::erase_if(undone_, [&](const auto& entry) { return entry.second < first_; });
  std::erase_if(tallies_, [&](const auto& entry) { return entry.first.first < first_; });
}

bool Days::is_room() {
  const auto kept = kept_.size() + verdicts_.size() + recognitions_.size() + undone_.size();
  whole_ = whole_ && kept < kHappeningsMax;
  return whole_;
}

void Days::add(const Happening& happening) {
  using Kind = Happening::Kind;
  const auto day = day_.of(happening.time);
  if (day < first_) return;
  if (happening.kind == Kind::recognised || happening.kind == Kind::unrecognised) {
    return take_verdict(happening, day);
  }
  if (happening.kind == Kind::undone) return take_back(happening, day);
  if (kept_.contains(happening.id) || !is_room()) return;
  const Kept kept{.day = day,
                  .touchpoint = &*touchpoints_.insert(happening.touchpoint).first,
                  .kind = happening.kind,
                  .scale = happening.scale,
                  .score = happening.score};
  kept_.emplace(happening.id, kept);
  if (!undone_.contains(happening.id)) count(kept, 1);
}

void Days::take_back(const Happening& happening, Day day) {
  if (undone_.contains(happening.about) || !is_room()) return;
  undone_.emplace(happening.about, day);
  if (const auto known = kept_.find(happening.about); known != kept_.end()) {
    count(known->second, -1);
  }
  const auto recognition = recognitions_.find(happening.about);
  if (recognition == recognitions_.end()) return;
  auto& verdict = verdicts_.at(recognition->second);
  count(verdict, -1);
  --verdict.standing;
  count(verdict, 1);
}

void Days::take_verdict(const Happening& happening, Day day) {
  const bool recognised = happening.kind == Happening::Kind::recognised;
  if (recognised && (recognitions_.contains(happening.id) || !is_room())) return;
  const auto& scan = happening.about.is_nil() ? happening.id : happening.about;
  auto at = verdicts_.find(scan);
  if (at == verdicts_.end()) {
    if (!is_room()) return;
    at = verdicts_.emplace(scan, Verdict{}).first;
  } else {
    count(at->second, -1);
  }
  auto& verdict = at->second;
  const bool first = verdict.touchpoint == nullptr ||
                     std::tie(happening.time, happening.id) < std::tie(verdict.time, verdict.first);
  if (first) {
    verdict.day = day;
    verdict.touchpoint = &*touchpoints_.insert(happening.touchpoint).first;
    verdict.time = happening.time;
    verdict.first = happening.id;
  }
  if (recognised) {
    recognitions_.emplace(happening.id, scan);
    verdict.standing += undone_.contains(happening.id) ? 0 : 1;
  } else {
    verdict.nobody = true;
  }
  count(verdict, 1);
}

void Days::count(const Verdict& verdict, std::int64_t by) {
  auto& tally = tallies_[{verdict.day, *verdict.touchpoint}];
  if (verdict.standing > 0) {
    tally.recognised += by;
  } else if (verdict.nobody) {
    tally.unrecognised += by;
  }
}

void Days::count(const Kept& kept, std::int64_t by) {
  using Kind = Happening::Kind;
  auto& tally = tallies_[{kept.day, *kept.touchpoint}];
  switch (kept.kind) {
    case Kind::sold:
      tally.sales += by;
      return;
    case Kind::returned:
      tally.returns += by;
      return;
    case Kind::collected:
      tally.collections += by;
      return;
    case Kind::complained:
      tally.complaints += by;
      return;
    case Kind::answered:
      break;
    case Kind::recognised:
    case Kind::unrecognised:
    case Kind::undone:
      return;
  }
  switch (kept.scale) {
    case Happening::Scale::nps:
      tally.nps += by;
      tally.promoters += kept.score >= 9 ? by : 0;
      tally.detractors += kept.score <= 6 ? by : 0;
      return;
    case Happening::Scale::csat:
      tally.csat += by;
      tally.content += kept.score >= 4 ? by : 0;
      return;
    case Happening::Scale::ces:
      tally.ces += by;
      tally.easy += kept.score >= 5 ? by : 0;
      return;
  }
}

BoardRow Days::row(std::string day, std::string touchpoint, const Tally& tally) const {
  return {.day = std::move(day),
          .touchpoint = std::move(touchpoint),
          .recognition = share(tally.recognised, tally.recognised + tally.unrecognised),
          .nps = nps(tally.promoters, tally.detractors, tally.nps),
          .csat = share(tally.content, tally.csat),
          .ces = share(tally.easy, tally.ces),
          .sales = tally.sales,
          .collections = tally.collections,
          .returns = tally.returns,
          .complaints = tally.complaints};
}

std::vector<BoardRow> Days::rows(std::optional<WallTime> since) const {
  const auto known = since ? std::min(day_.of(*since), today_) : today_;
  std::vector<BoardRow> made;
  std::map<std::string_view, Tally> together;
  Tally all;
  for (auto day = today_; day >= first_; day -= days{1}) {
    Tally whole_day;
    std::vector<BoardRow> places;
    for (auto at = tallies_.lower_bound({day, {}}); at != tallies_.end() && at->first.first == day;
         ++at) {
      if (at->second == Tally{}) continue;  // all of it was undone, or moved
      whole_day.add(at->second);
      together[at->first.second].add(at->second);
      places.push_back(row(to_text(day), at->first.second, at->second));
    }
    if (day < known && places.empty()) continue;  // and nobody told of it later
    all.add(whole_day);
    made.push_back(row(to_text(day), {}, whole_day));
    std::ranges::move(places, std::back_inserter(made));
  }
  made.push_back(row({}, {}, all));
  for (const auto& [name, tally] : together)
    made.push_back(row({}, std::string(name), tally));
  return made;
}

namespace {

// A customer stands there meanwhile: for the manager, or for the order that they came for.
bool somebody_waits(TaskKind kind) {
  return kind == TaskKind::call || kind == TaskKind::collection;
}

}  // namespace

std::vector<StoreRow> store_rows(const std::vector<TaskTime>& tasks, const BusinessDay& day,
                                 Day today) {
  struct Times {
    std::int64_t opened = 0;
    std::vector<double> action;
    std::vector<double> wait;

    void add(const TaskTime& task) {
      ++opened;
      if (!task.reacted) return;
      const auto took = std::max(*task.reacted - task.opened, std::chrono::milliseconds{0});
      const auto seconds = std::chrono::duration<double>(took).count();
      action.push_back(seconds);
      if (somebody_waits(task.kind)) wait.push_back(seconds);
    }
    StoreRow row(std::string name) const {
      return {.day = std::move(name),
              .opened = opened,
              .waiting = opened - static_cast<std::int64_t>(action.size()),
              .action = median(action),
              .wait = median(wait)};
    }
  };
  std::map<Day, Times, std::greater<>> by_day;
  Times all;
  for (int back = 0; back < kDays; ++back)
    by_day[today - days{back}];
  for (const auto& task : tasks) {
    const auto at = by_day.find(day.of(task.opened));
    if (at == by_day.end()) continue;
    at->second.add(task);
    all.add(task);
  }
  std::vector<StoreRow> rows;
  for (const auto& [date, times] : by_day)
    rows.push_back(times.row(to_text(date)));
  rows.push_back(all.row({}));
  return rows;
}

}  // namespace touchpoint::board
