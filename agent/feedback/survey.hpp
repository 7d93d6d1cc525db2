// A survey is what a kiosk asks its visitors, as data: a subset of SurveyJS' JSON, which SURVEYS.md
// lists. What a kiosk cannot ask is refused when the survey is read, with a sentence that names the
// place; nothing is left out in silence. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/wording.hpp"
#include "feedback/condition.hpp"

namespace touchpoint::feedback {

inline constexpr std::size_t kSurveyMax = 16 * 1024;  // bytes; of JSON
inline constexpr std::size_t kQuestionsMax = 20;      // whoever stands at a kiosk answers three
inline constexpr std::size_t kChoicesMax = 20;
inline constexpr std::size_t kWordsMax = 300;  // characters of one text on the screen
inline constexpr int kPromiseHoursMax = 30 * 24;
inline constexpr int kTextMax = 500;  // characters of a visitor's own words

// What an answer measures.
enum class AnswerKind {
  nps,      // 0 to 10: Net Promoter Score (Reichheld 2003); no other scale is one
  csat,     // 1 to 5: customer satisfaction
  ces,      // 1 to 7: customer effort (CES 2.0, Dixon 2013)
  rating,   // a scale of the survey's own
  choice,   // one of some
  choices,  // any of some
  text,     // in the visitor's own words
  enps,     // 0 to 10, of staff: would they recommend the employer (employee NPS); never called NPS
};
std::string_view to_text(AnswerKind kind);

enum class Look { numbers, faces, stars, list, line, lines };
std::string_view to_text(Look look);

struct Choice {
  std::string value;
  Wording words;
};

struct Question {
  std::string question;  // its name: letters, digits, '_' and '-'
  AnswerKind kind{};
  Look look{};
  Wording title;
  int least = 0;  // of a score
  int most = 0;
  Wording least_words;
  Wording most_words;
  std::vector<Choice> choices;
  int length_max = 0;  // characters of a text
  bool required = false;
  Conditions when;  // empty: always asked
};

enum class ReplyChannel { email, phone };
std::string_view to_text(ReplyChannel channel);

// What whoever answers is promised: an answer within so many hours, by a channel that they choose.
struct Promise {
  int hours = 0;  // 0: nothing is promised
  std::vector<ReplyChannel> channels;
  std::string version;  // of the text, a slug: a request names it
  Wording text;         // what the address is used for, and for how long

  bool made() const { return hours > 0; }
};

// Whoever answered may say who they are, by a number that they show; on their consent alone.
struct Identify {
  std::string version;  // of the text, a slug: the consent names it; empty: nobody is asked
  Wording text;         // what they agree to

  bool asked() const { return !version.empty(); }
};

struct Survey {
  std::string survey;  // a slug
  int version = 1;
  Wording purpose;  // for the privacy notice: what the answers are for
  Wording thanks;   // instead of the page's own words
  Promise promise;
  Identify identify;
  std::vector<Question> questions;
  std::string written;  // the JSON that it was read from
};

// `refused` with one sentence: "question \"wait\": …".
Result<Survey> read_survey(std::string_view json);

// What staff are asked (STAFF.md): the same form, without whatever would say who answers.
Result<Survey> read_staff_survey(std::string_view json);

// The one that is asked where no other is configured: NPS, then how it was.
const Survey& store_visit_survey();

}  // namespace touchpoint::feedback
