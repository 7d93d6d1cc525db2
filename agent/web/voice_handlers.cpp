// What staff are asked of their work. Who has signed in says whether they have answered before, and
// nothing else: their name goes into no event, no log and no metric, and no answer is kept beside
// it.
#include <boost/json/object.hpp>

#include "feedback/survey_json.hpp"
#include "web/handlers.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"
#include "web/survey_answers.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

bool asks(const Parts& parts) {
  return !parts.settings.staff_survey.questions.empty();
}

ApiRefusal not_asked() {
  return not_found("not_asked", "staff are asked nothing at this device");
}

Checked<std::vector<Voice>> read_body(const Request& request, const feedback::Survey& survey) {
  TP_TRY(const auto body, parse_json(request.body));
  TP_TRY(const auto* object, as_object(body, "the body"));
  return read_voices(*object, survey);
}

}  // namespace

void show_staff_survey(Parts& parts, Call call) {
  if (!asks(parts)) return call.answer.json(200, R"({"asked":false})");
  parts.device.voice_standing(
      call.session->staff.name,
      [survey = feedback::survey_json(parts.settings.staff_survey),
       answer = std::move(call.answer)](const Result<VoiceStanding>& found) mutable {
        if (!found) return answer.refuse(not_done(found.error()));
        const auto& standing = found.value();
        answer.json(200, to_text(json::object{{"asked", true},
                                              {"answered", standing.answered},
                                              {"postponed", standing.postponed},
                                              {"minimum_group", standing.minimum},
                                              {"survey", std::move(survey)}}));
      });
}

void answer_staff_survey(Parts& parts, Call call) {
  if (!asks(parts)) return call.answer.refuse(not_asked());
  auto voices = read_body(call.request, parts.settings.staff_survey);
  if (!voices) return call.answer.refuse(voices.error());
  parts.device.take_voices(
      call.session->staff.name, std::move(voices).value(),
      [answer = std::move(call.answer)](const Result<bool>& taken) mutable {
        if (!taken) return answer.refuse(not_done(taken.error()));
        if (!taken.value()) {
          return answer.refuse({409, "already_answered", "you have answered this survey already"});
        }
        answer.nothing();
      });
}

void postpone_staff_survey(Parts& parts, Call call) {
  if (!asks(parts)) return call.answer.refuse(not_asked());
  parts.device.postpone_voices(call.session->staff.name,
                               [answer = std::move(call.answer)](const Result<void>& kept) mutable {
                                 if (!kept) return answer.refuse(not_done(kept.error()));
                                 answer.nothing();
                               });
}

}  // namespace touchpoint::web
