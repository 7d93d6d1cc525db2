#include "feedback/fairness.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace touchpoint::feedback {
namespace {

constexpr std::chrono::minutes kDay = std::chrono::hours{24};

// The index of an answer, and when it was given.
using Places = std::vector<std::size_t>;

bool is_before(const Opinion& a, const Opinion& b) {
  return std::tie(a.time, a.id) < std::tie(b.time, b.id);
}

// In the order in which they were given, each once: a device may hear of one twice.
void put_in_order(std::vector<Opinion>& opinions) {
  std::ranges::sort(opinions, is_before);
  const auto is_same = [](const Opinion& a, const Opinion& b) { return a.id == b.id; };
  opinions.erase(std::unique(opinions.begin(), opinions.end(), is_same), opinions.end());
}

// Whose go it was: answers without a response stand alone.
Uuid go_of(const Opinion& opinion) {
  return opinion.response == Uuid{} ? opinion.id : opinion.response;
}

class Judging {
 public:
  Judging(const std::vector<Opinion>& opinions, const Fairness& fairness)
      : opinions_(opinions), fairness_(fairness), rules_(opinions.size()) {}

  std::vector<std::set<Rule>> run() {
    flag_changed();
    flag_repeated();
    flag_bursts();
    flag_hours();
    return std::move(rules_);
  }

 private:
  void flag(std::size_t at, Rule rule) { rules_[at].insert(rule); }

  void flag_changed() {
    std::map<std::pair<Uuid, std::string_view>, std::size_t> last;
    for (std::size_t i = 0; i < opinions_.size(); ++i) {
      const auto [before, first] =
          last.try_emplace({go_of(opinions_[i]), opinions_[i].question}, i);
      if (first) continue;
      flag(before->second, Rule::changed);
      before->second = i;
    }
  }

  // By the answer before it, whether that counts or not: fifteen taps are not two people.
  void flag_repeated() {
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> last;
    for (std::size_t i = 0; i < opinions_.size(); ++i) {
      const auto& now = opinions_[i];
      if (rules_[i].contains(Rule::changed)) continue;
      const auto [before, first] = last.try_emplace({now.touchpoint, now.question}, i);
      if (first) continue;
      const auto& then = opinions_[before->second];
      if (then.score == now.score && go_of(then) != go_of(now) &&
          now.time - then.time <= fairness_.repeat_within) {
        flag(i, Rule::repeated);
      }
      before->second = i;
    }
  }

  // Everybody in any window that holds too many: nobody can say which of them were people.
  void flag_bursts() {
    struct Go {
      WallTime begun{};
      Places answers;
    };
    std::map<std::string_view, std::map<Uuid, Go>> screens;
    for (std::size_t i = 0; i < opinions_.size(); ++i) {
      auto& go = screens[opinions_[i].touchpoint][go_of(opinions_[i])];
      if (go.answers.empty()) go.begun = opinions_[i].time;
      go.answers.push_back(i);
    }
    for (const auto& [screen, people] : screens) {
      std::vector<const Go*> goes;
      for (const auto& [id, go] : people)
        goes.push_back(&go);
      std::ranges::stable_sort(goes, {}, [](const Go* go) { return go->begun; });
      std::size_t first = 0;
      std::size_t flagged = 0;  // up to here
      for (std::size_t i = 0; i < goes.size(); ++i) {
        while (goes[i]->begun - goes[first]->begun > fairness_.burst_window)
          ++first;
        if (i - first < static_cast<std::size_t>(fairness_.burst_people)) continue;
        for (std::size_t k = std::max(first, flagged); k <= i; ++k) {
          for (const auto at : goes[k]->answers)
            flag(at, Rule::burst);
        }
        flagged = i + 1;
      }
    }
  }

  void flag_hours() {
    for (std::size_t i = 0; i < opinions_.size(); ++i) {
      const auto minute = opinions_[i].minute;
      if (std::ranges::any_of(fairness_.staff_hours,
                              [&](const Hours& hours) { return hours.holds(minute); })) {
        flag(i, Rule::staff_hours);
      }
    }
  }

  const std::vector<Opinion>& opinions_;
  const Fairness& fairness_;
  std::vector<std::set<Rule>> rules_;
};

struct Ends {
  int high;  // from here on
  int low;   // up to here
};
std::optional<Ends> ends_of(AnswerKind scale) {
  switch (scale) {
    case AnswerKind::nps:
      return Ends{9, 6};
    case AnswerKind::csat:
      return Ends{4, 2};
    case AnswerKind::ces:
      return Ends{5, 3};
    case AnswerKind::rating:
    case AnswerKind::choice:
    case AnswerKind::choices:
    case AnswerKind::text:
    case AnswerKind::enps:
      return std::nullopt;
  }
  return std::nullopt;
}

void count(Standing& standing, int score, const Ends& ends) {
  ++standing.n;
  if (score >= ends.high) ++standing.high;
  if (score <= ends.low) ++standing.low;
}

// "07:30" as minutes; 24:00 is the end of the day.
std::optional<std::chrono::minutes> minute_from_text(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const std::chrono::minutes minute{two(0) * 60 + two(3)};
  if (two(3) > 59 || minute > kDay) return std::nullopt;
  return minute;
}

}  // namespace

std::string_view to_text(Rule rule) {
  switch (rule) {
    case Rule::changed:
      return "changed";
    case Rule::repeated:
      return "repeated";
    case Rule::burst:
      return "burst";
    case Rule::staff_hours:
      return "staff_hours";
  }
  return "";
}

bool Hours::holds(std::chrono::minutes minute) const {
  return begin < end ? minute >= begin && minute < end : minute >= begin || minute < end;
}

std::optional<Hours> hours_from_text(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto begin = minute_from_text(text.substr(0, 5));
  const auto end = minute_from_text(text.substr(6));
  if (!begin || !end || *begin == *end || *begin == kDay) return std::nullopt;
  return Hours{*begin, *end};
}

std::vector<Doubt> doubts(std::vector<Opinion> opinions, const Fairness& fairness) {
  put_in_order(opinions);
  auto rules = Judging{opinions, fairness}.run();
  std::vector<Doubt> found;
  for (std::size_t i = 0; i < opinions.size(); ++i) {
    if (!rules[i].empty()) found.push_back({opinions[i].id, std::move(rules[i])});
  }
  std::ranges::sort(found, {}, &Doubt::id);
  return found;
}

std::vector<Scores> scores_of(std::vector<Opinion> opinions, const Fairness& fairness) {
  put_in_order(opinions);
  const auto rules = Judging{opinions, fairness}.run();
  std::map<AnswerKind, Scores> scales;
  for (std::size_t i = 0; i < opinions.size(); ++i) {
    const auto ends = ends_of(opinions[i].scale);
    if (!ends) continue;
    auto& scores = scales[opinions[i].scale];
    scores.scale = opinions[i].scale;
    count(scores.raw, opinions[i].score, *ends);
    if (rules[i].empty()) count(scores.cleaned, opinions[i].score, *ends);
    for (const auto rule : rules[i])
      ++scores.flagged[static_cast<std::size_t>(rule)];
  }
  std::vector<Scores> found;
  for (const auto& [scale, scores] : scales)
    found.push_back(scores);
  return found;
}

}  // namespace touchpoint::feedback
