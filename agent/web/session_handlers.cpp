#include <boost/json/object.hpp>

#include "core/limits.hpp"
#include "core/pin.hpp"
#include "web/handlers.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"
#include "web/signing_in.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

struct Credentials {
  std::string name;
  std::string pin;
};

Checked<Credentials> read_credentials(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"name", "pin"}));
  TP_TRY(const auto name, text_member(*object, "name", {.max = limits::kSlugMax}));
  TP_TRY(const auto pin, text_member(*object, "pin"));
  if (!is_pin(pin)) return unacceptable("bad_pin", "\"pin\" must be 6 to 12 digits");
  return Credentials{std::string(name), std::string(pin)};
}

// No Max-Age: the browser forgets it when it is closed, the device sooner.
std::string cookie(std::string_view token, const Peer& peer) {
  std::string text{kSessionCookie};
  text.append("=").append(token).append("; HttpOnly; SameSite=Strict; Path=/");
  if (peer.via == Peer::Via::tls) text.append("; Secure");
  if (token.empty()) text.append("; Max-Age=0");
  return text;
}

std::string session_json(const Parts& parts, const Session& session) {
  const auto expires = parts.clock.wall() + parts.sessions.left(session);
  return to_text(json::object{{"name", session.staff.name},
                              {"display_name", session.staff.display_name},
                              {"role", json::string(to_text(session.staff.role))},
                              {"expires_at", to_rfc3339(expires)}});
}

struct Verdict {
  std::string_view label;  // of the metric
  ApiRefusal refusal;
};

Verdict verdict_on(const SignIn& attempt) {
  switch (attempt.outcome) {
    case SignIn::Outcome::disabled:
      return {"disabled", disabled_refusal()};
    case SignIn::Outcome::wait:
      return {"wait",
              {429, "wait", "wait a moment before the next try",
               static_cast<int>(attempt.wait.count())}};
    case SignIn::Outcome::busy:
      return {"busy", {503, "busy", "the device is busy; try again in a moment", 1}};
    case SignIn::Outcome::accepted:
    case SignIn::Outcome::wrong:
      break;
  }
  return {"wrong", {401, "wrong_credentials", "the name or the PIN is not right"}};
}

}  // namespace

ApiRefusal disabled_refusal() {
  return {403, "disabled", "too many wrong PINs: somebody must enable this name again"};
}

void start_session(Parts& parts, const Staff& staff, SignedInBy by,
                   const std::optional<Session>& before, const Peer& peer, Answer answer) {
  parts.metrics->signed_in("accepted");
  if (before && parts.sessions.end(before->key)) parts.after_session(*before);
  const auto started = parts.sessions.start(staff);
  if (started.displaced) parts.after_session(*started.displaced);
  parts.record_signed_in(staff.name, by == SignedInBy::badge);
  parts.watch_expiry();
  answer.json(200, session_json(parts, started.session),
              {{"Set-Cookie", cookie(started.token, peer)}});
}

void sign_in(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto credentials = read_credentials(body.value());
  if (!credentials) return call.answer.refuse(credentials.error());
  auto given = std::move(credentials).value();
  parts.access.sign_in(given.name, std::move(given.pin),
                       [weak = parts.weak_from_this(), name = given.name, peer = call.request.peer,
                        before = parts.sessions.find(call.request.cookie(kSessionCookie)),
                        answer = std::move(call.answer)](SignIn attempt) mutable {
                         const auto alive = weak.lock();
                         if (!alive) return;
                         if (attempt.outcome == SignIn::Outcome::accepted) {
                           return start_session(*alive, attempt.staff, SignedInBy::pin, before,
                                                peer, std::move(answer));
                         }
                         const auto verdict = verdict_on(attempt);
                         alive->metrics->signed_in(verdict.label);
                         if (attempt.known)
                           alive->record_staff_event("touchpoint.staff.refused", name);
                         answer.refuse(verdict.refusal);
                       });
}

void show_session(Parts& parts, Call call) {
  call.answer.json(200, session_json(parts, *call.session));
}

void sign_out(Parts& parts, Call call) {
  if (parts.sessions.end(call.session->key)) parts.after_session(*call.session);
  call.answer.nothing({{"Set-Cookie", cookie({}, call.request.peer)}});
}

}  // namespace touchpoint::web
