// What becomes of a visit by a tap of staff: it is put by, brought back, and somebody else's.
#include "web/handlers.hpp"
#include "web/interactions.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

Checked<Uuid> visit_of(const boost::json::object& object) {
  TP_TRY(const auto text, text_member(object, "visit"));
  const auto visit = Uuid::parse(text);
  if (!visit) return unacceptable("bad_visit", "\"visit\" is not a UUID");
  return *visit;
}

Checked<Uuid> read_visit(const Request& request) {
  TP_TRY(const auto body, parse_json(request.body));
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"visit"}));
  return visit_of(*object);
}

Checked<WrongPerson> read_wrong(const Call& call, Parts& parts) {
  TP_TRY(const auto body, parse_json(call.request.body));
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"id", "visit"}));
  WrongPerson wrong{.id = {},
                    .touchpoint = parts.settings.counter,
                    .visit = {},
                    .staff = call.session->staff.name};
  TP_TRY(wrong.visit, visit_of(*object));
  TP_TRY(const auto id, optional_text_member(*object, "id"));
  if (id) {
    TP_TRY(wrong.id, read_event_id(*id));
  } else {
    wrong.id = parts.ids.next();
  }
  return wrong;
}

void answer(Answer answer, const Result<void>& done) {
  if (!done) return answer.refuse(not_done(done.error()));
  answer.nothing();
}

}  // namespace

void park_visit(Parts& parts, Call call) {
  const auto visit = read_visit(call.request);
  if (!visit) return call.answer.refuse(visit.error());
  answer(std::move(call.answer), parts.device.park_visit(parts.settings.counter, visit.value()));
}

void return_visit(Parts& parts, Call call) {
  const auto visit = read_visit(call.request);
  if (!visit) return call.answer.refuse(visit.error());
  answer(std::move(call.answer), parts.device.return_visit(parts.settings.counter, visit.value()));
}

void let_go(Parts& parts, Call call) {
  auto wrong = read_wrong(call, parts);
  if (!wrong) return call.answer.refuse(wrong.error());
  parts.device.let_go(std::move(wrong).value(),
                      [reply = std::move(call.answer)](Result<Recorded> recorded) mutable {
                        if (!recorded) return reply.refuse(not_done(recorded.error()));
                        reply.json(202, to_json(recorded.value()));
                      });
}

}  // namespace touchpoint::web
