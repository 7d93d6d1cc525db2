// Whether scores can be trusted: children tap ten times, staff stand beside the screen before the
// doors open. What is doubtful is flagged with the rule that says so and stays where it is: the raw
// figure and the cleaned one are shown side by side, and whoever reads them decides.
//
// Pure, and the same for the same answers in whatever order they come and however often.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/uuid.hpp"
#include "feedback/survey.hpp"

namespace touchpoint::feedback {

enum class Rule {
  changed,      // the same person went back and answered otherwise: the last answer counts
  repeated,     // the same score at the same screen again at once: the first counts
  burst,        // more people at one screen than can have been there: none of them counts
  staff_hours,  // given while staff only are in the store
};
inline constexpr std::array kRules = {Rule::changed, Rule::repeated, Rule::burst,
                                      Rule::staff_hours};
std::string_view to_text(Rule rule);

// Minutes of the store's day, from 0 to 1440. An end that is not behind its begin is on the next
// day.
struct Hours {
  std::chrono::minutes begin{};
  std::chrono::minutes end{};

  bool holds(std::chrono::minutes minute) const;
  bool operator==(const Hours&) const = default;
};
// "07:30-09:00"; nullopt: it is none.
std::optional<Hours> hours_from_text(std::string_view text);

struct Fairness {
  std::chrono::milliseconds repeat_within = std::chrono::seconds{20};
  int burst_people = 8;  // of that many in `burst_window` nobody is doubted
  std::chrono::milliseconds burst_window = std::chrono::minutes{2};
  std::vector<Hours> staff_hours;
};

// A score that somebody has given.
struct Opinion {
  Uuid id;  // the event's
  WallTime time{};
  std::chrono::minutes minute{};  // of the day, by the store's clocks
  std::string touchpoint;         // the screen
  std::string question;
  Uuid response;  // of all that one person said in one go; nil: this alone
  AnswerKind scale{};
  int score = 0;
};

struct Doubt {
  Uuid id;
  std::set<Rule> rules;

  bool operator==(const Doubt&) const = default;
};
// Those that are doubtful, by id.
std::vector<Doubt> doubts(std::vector<Opinion> opinions, const Fairness& fairness);

// What a score is made of: those who are well pleased and those who are not, on the scale's own
// terms (NPS 9–10 and 0–6, CSAT 4–5 and 1–2, CES 5–7 and 1–3).
struct Standing {
  std::int64_t n = 0;
  std::int64_t high = 0;
  std::int64_t low = 0;

  bool operator==(const Standing&) const = default;
};

// Of one scale: everything that was given, what is not doubted, and how many each rule has flagged.
// An answer that two rules flag is counted by both.
struct Scores {
  AnswerKind scale{};
  Standing raw;
  Standing cleaned;
  std::array<std::int64_t, kRules.size()> flagged{};  // as kRules

  bool operator==(const Scores&) const = default;
};
// NPS, CSAT and CES, of each that was asked; a survey's own scales have no common figure.
std::vector<Scores> scores_of(std::vector<Opinion> opinions, const Fairness& fairness);

}  // namespace touchpoint::feedback
