// What the counter asked staff, answered with one tap.
#include "web/handlers.hpp"
#include "web/interactions.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

Checked<QuestionAnswer> read_answer(const boost::json::value& body, Parts& parts,
                                    const std::string& staff) {
  TP_TRY(const auto* object, as_object(body, "an answer"));
  TP_CHECK(only_members(*object, {"id", "question", "choice"}));
  QuestionAnswer answer{
      .id = {}, .touchpoint = parts.settings.counter, .question = {}, .choice = {}, .staff = staff};
  TP_TRY(const auto id, optional_text_member(*object, "id"));
  if (id) {
    TP_TRY(answer.id, read_event_id(*id));
  } else {
    answer.id = parts.ids.next();
  }
  TP_TRY(const auto question, text_member(*object, "question"));
  const auto asked = Uuid::parse(question);
  if (!asked) return malformed("bad_question", "a question is named by its UUID");
  answer.question = *asked;
  TP_TRY(answer.choice, text_member(*object, "choice", {.max = 32}));
  return answer;
}

}  // namespace

void answer_question(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto answer = read_answer(body.value(), parts, call.session->staff.name);
  if (!answer) return call.answer.refuse(answer.error());
  parts.device.answer(std::move(answer).value(),
                      [reply = std::move(call.answer)](Result<Recorded> recorded) mutable {
                        if (!recorded) return reply.refuse(not_done(recorded.error()));
                        reply.json(202, to_json(recorded.value()));
                      });
}

}  // namespace touchpoint::web
