// A staff badge: who shows it is asked for the PIN alone, or is signed in at once where they have
// given it a short while ago. Its code goes no further than this: it is nobody's card.
#include <boost/json/object.hpp>

#include "core/limits.hpp"
#include "web/handlers.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"
#include "web/signing_in.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

struct GivenBadge {
  std::string name;
  std::string code;
};

Checked<std::string> read_code(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"code"}));
  TP_TRY(const auto code, text_member(*object, "code", {.max = limits::kScanMax}));
  return std::string(code);
}

Checked<GivenBadge> read_given(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"name", "code"}));
  TP_TRY(const auto name, text_member(*object, "name", {.max = limits::kSlugMax}));
  TP_TRY(const auto code, text_member(*object, "code", {.max = limits::kScanMax}));
  return GivenBadge{std::string(name), std::string(code)};
}

}  // namespace

void show_badge(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  const auto code = read_code(body.value());
  if (!code) return call.answer.refuse(code.error());
  const auto seen = parts.access.try_badge(code.value(), parts.settings.badge_alone_for);
  switch (seen.outcome) {
    case BadgeTry::Outcome::unknown:
      parts.metrics->signed_in("badge_unknown");
      return call.answer.refuse({401, "unknown_badge", "this is nobody's badge here"});
    case BadgeTry::Outcome::taken_away:
      parts.metrics->signed_in("badge_taken_away");
      return call.answer.refuse({403, "badge_taken_away", "this badge was taken away"});
    case BadgeTry::Outcome::disabled:
      parts.metrics->signed_in("disabled");
      parts.record_staff_event("touchpoint.staff.refused", seen.staff.name);
      return call.answer.refuse(disabled_refusal());
    case BadgeTry::Outcome::pin:
      return call.answer.json(202,
                              to_text(json::object{{"name", seen.staff.name},
                                                   {"display_name", seen.staff.display_name}}));
    case BadgeTry::Outcome::accepted:
      break;
  }
  start_session(parts, seen.staff, SignedInBy::badge,
                parts.sessions.find(call.request.cookie(kSessionCookie)), call.request.peer,
                std::move(call.answer));
}

void give_badge(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto given = read_given(body.value());
  if (!given) return call.answer.refuse(given.error());
  give_badge_by(parts, given.value().name, std::move(given.value().code), call.session->staff.name,
                [answer = std::move(call.answer)](Result<void> done) mutable {
                  if (!done) return answer.refuse(not_done(done.error()));
                  answer.nothing();
                });
}

void take_badge(Parts& parts, Call call) {
  take_badge_by(parts, std::move(call.parameter), call.session->staff.name,
                [answer = std::move(call.answer)](Result<void> done) mutable {
                  if (!done) return answer.refuse(not_done(done.error()));
                  answer.nothing();
                });
}

void give_badge_by(Parts& parts, const std::string& name, std::string code, const std::string& by,
                   Done<void> done) {
  parts.access.give_badge(name, std::move(code),
                          [weak = parts.weak_from_this(), name, by,
                           done = std::move(done)](Result<void> result) mutable {
                            const auto alive = weak.lock();
                            if (result && alive) {
                              alive->record_badge_event("touchpoint.staff.badge_given", name, by);
                            }
                            done(std::move(result));
                          });
}

void take_badge_by(Parts& parts, const std::string& name, const std::string& by, Done<void> done) {
  parts.access.take_badge(name, [weak = parts.weak_from_this(), name, by,
                                 done = std::move(done)](Result<void> result) mutable {
    const auto alive = weak.lock();
    if (result && alive) alive->record_badge_event("touchpoint.staff.badge_taken", name, by);
    done(std::move(result));
  });
}

}  // namespace touchpoint::web
