#include "opinions.hpp"

#include <algorithm>

#include "board/estimates.hpp"

namespace touchpoint {
namespace {

using feedback::AnswerKind;
using Scale = Happening::Scale;

AnswerKind kind_of(Scale scale) {
  switch (scale) {
    case Scale::nps:
      return AnswerKind::nps;
    case Scale::csat:
      return AnswerKind::csat;
    case Scale::ces:
      return AnswerKind::ces;
  }
  return AnswerKind::nps;
}

std::chrono::minutes minute_of_day(WallTime time, const TimeZone& zone) {
  const auto local = time + zone.offset_at(time);
  return std::chrono::floor<std::chrono::minutes>(local -
                                                  std::chrono::floor<std::chrono::days>(local));
}

Estimate figure(Scale scale, const feedback::Standing& standing) {
  return scale == Scale::nps ? board::nps(standing.high, standing.low, standing.n)
                             : board::share(standing.high, standing.n);
}

}  // namespace

void Opinions::begin_at(board::Day first) {
  first_ = first;
  std::erase_if(given_, [&](const auto& entry) { return entry.second.day < first; });
  std::erase_if(undone_, [&](const auto& entry) { return entry.second < first; });
}

void Opinions::add(const Happening& happening, const board::BusinessDay& day) {
  const auto date = day.of(happening.time);
  if (date < first_ || given_.size() + undone_.size() >= board::kHappeningsMax) return;
  if (happening.kind == Happening::Kind::undone) undone_.emplace(happening.about, date);
  if (happening.kind != Happening::Kind::answered) return;
  given_.emplace(happening.id,
                 Given{.day = date,
                       .opinion = {.id = happening.id,
                                   .time = happening.time,
                                   .minute = minute_of_day(happening.time, day.zone()),
                                   .touchpoint = happening.touchpoint,
                                   .question = happening.question,
                                   .response = happening.response,
                                   .scale = kind_of(happening.scale),
                                   .score = happening.score},
                       .scale = happening.scale});
}

std::vector<TrustRow> Opinions::rows(const feedback::Fairness& fairness) const {
  std::vector<feedback::Opinion> counted;
  for (const auto& [id, given] : given_) {
    if (!undone_.contains(id)) counted.push_back(given.opinion);
  }
  std::vector<TrustRow> made;
  const auto scores = feedback::scores_of(std::move(counted), fairness);
  for (const auto scale : {Scale::nps, Scale::csat, Scale::ces}) {
    const auto at = std::ranges::find(scores, kind_of(scale), &feedback::Scores::scale);
    if (at == scores.end()) continue;
    TrustRow row{.scale = scale,
                 .raw = figure(scale, at->raw),
                 .cleaned = figure(scale, at->cleaned),
                 .flagged = {}};
    for (std::size_t i = 0; i < feedback::kRules.size(); ++i) {
      if (at->flagged[i] == 0) continue;
      row.flagged.emplace_back(feedback::to_text(feedback::kRules[i]), at->flagged[i]);
    }
    made.push_back(std::move(row));
  }
  return made;
}

}  // namespace touchpoint
