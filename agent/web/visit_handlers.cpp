// What becomes of a visit by a tap of staff: it is put by, and brought back.
#include "web/handlers.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

Checked<Uuid> read_visit(const Request& request) {
  TP_TRY(const auto body, parse_json(request.body));
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"visit"}));
  TP_TRY(const auto text, text_member(*object, "visit"));
  const auto visit = Uuid::parse(text);
  if (!visit) return unacceptable("bad_visit", "\"visit\" is not a UUID");
  return *visit;
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

}  // namespace touchpoint::web
