#include "sync/hub/console/console_door.hpp"

#include <boost/json/object.hpp>

#include "core/text.hpp"
#include "logging/logging.hpp"
#include "sync/hub/answers.hpp"
#include "sync/hub/console/http_reply.hpp"
#include "sync/hub/json_members.hpp"
#include "web/browser.hpp"

namespace touchpoint::hub {
namespace {

// No Max-Age: the browser forgets it when it is closed, the hub sooner.
std::string set_cookie(std::string_view token, const web::Peer& peer) {
  std::string text{console_cookie(peer)};
  text.append("=").append(token).append("; HttpOnly; SameSite=Strict; Path=/");
  if (peer.via == web::Peer::Via::tls) text.append("; Secure");
  if (token.empty()) text.append("; Max-Age=0");
  return text;
}

web::Response not_signed_in() {
  return error_answer(401, "an operator must sign in first", "not_signed_in");
}

web::Response wait_answer(std::chrono::seconds wait) {
  auto response = error_answer(429, "wait a moment before the next try", "wait");
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

}  // namespace

std::string_view console_cookie(const web::Peer& peer) {
  return peer.via == web::Peer::Via::tls ? "__Host-touchpoint_console" : "touchpoint_console";
}

ConsoleDoor::ConsoleDoor(OperatorDoor& door, Operators& operators, Store& store, const Clock& clock,
                         Random& random, std::vector<std::string> hosts,
                         std::span<const web::Asset> pages)
    : door_(door),
      operators_(operators),
      store_(store),
      clock_(clock),
      hosts_(hosts.begin(), hosts.end()),
      pages_(pages),
      sessions_(clock, random, kConsoleSession) {
  operators_.on_removed([this](const std::string& name) { sessions_.end_all_of(name); });
}

// A foreign page that points a name of its own at this machine (DNS rebinding) is refused by it.
bool ConsoleDoor::is_ours(const web::Request& request) const {
  const auto& host = request.host;
  return host == "localhost" || host == "console.localhost" || host == "127.0.0.1" ||
         host == "::1" || host == "[::1]" || hosts_.contains(host);
}

void ConsoleDoor::handle(web::Request request, web::ResponderPtr unguarded) {
  auto responder = with_security_headers(std::move(unguarded));
  sessions_.end_expired();
  if (!is_ours(request)) {
    return responder->respond(
        error_answer(421, "the console does not answer to that name", "foreign_host"));
  }
  const auto match = find_console_route(request.method, request.path);
  if (match.route == nullptr && match.allow.empty()) {
    return send_page(request, std::move(responder));
  }
  if (match.route == nullptr) {
    auto response = error_answer(405, "this path does not have that method");
    response.headers.emplace_back("Allow", match.allow);
    return responder->respond(std::move(response));
  }
  const auto& route = *match.route;
  if (!web::same_origin(request)) {
    return responder->respond(
        error_answer(403, "pages of other origins may not do this", "foreign_origin"));
  }
  auto session = sessions_.find(request.cookie(console_cookie(request.peer)));
  if (!route.open && !session) return responder->respond(not_signed_in());
  if (route.method == web::Method::post && !web::is_json(request)) {
    return responder->respond(error_answer(415, "the body must be application/json"));
  }
  // Whoever watches says so when there was a hand at the page.
  if (session && (!route.watched || request.query.contains("present"))) {
    sessions_.touch(session->key);
    session = sessions_.find(request.cookie(console_cookie(request.peer)));
  }
  if (route.verb == kSignIn) return sign_in(request, std::move(responder));
  if (!session) return responder->respond(not_signed_in());
  if (route.verb == kShowSession) return show_session(*session, responder);
  if (route.verb == kSignOut) return sign_out(*session, request, responder);
  door_.handle({.verb = std::string(route.verb),
                .json = route.method == web::Method::post ? std::move(request.body) : "{}",
                .by = session->staff.name},
               std::make_shared<HttpReply>(std::move(responder)));
}

void ConsoleDoor::send_page(const web::Request& request, web::ResponderPtr responder) {
  const auto* asset = web::find_asset(pages_, request.path);
  if (asset == nullptr) return responder->respond(error_answer(404, "there is nothing here"));
  if (request.method != web::Method::get && request.method != web::Method::head) {
    auto response = error_answer(405, "this path can only be read");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return responder->respond(std::move(response));
  }
  responder->respond(web::serve(*asset, request));
}

void ConsoleDoor::sign_in(const web::Request& request, web::ResponderPtr responder) {
  const auto body = parse_object(request.body);
  const auto* password = body ? body.value().if_contains("password") : nullptr;
  if (password == nullptr || !password->is_string() || body.value().size() != 2 ||
      password->get_string().size() > kPasswordMax) {
    return responder->respond(error_answer(400, "the body must say \"name\" and \"password\""));
  }
  const auto name = text_member(body.value(), "name");
  if (!is_slug(name)) {
    return responder->respond(
        error_answer(401, "the name or the password is not right", "wrong_credentials"));
  }
  const auto& given = password->get_string();
  operators_.sign_in(
      name, std::string(given.data(), given.size()),
      [weak = std::weak_ptr(self_), name, request,
       responder = std::move(responder)](OperatorSignIn said) mutable {
        const auto self = weak.lock();
        if (!self) return;
        switch (said.outcome) {
          case OperatorSignIn::Outcome::accepted:
            return (*self)->start_session(name, request, responder);
          case OperatorSignIn::Outcome::wait:
            return responder->respond(wait_answer(said.wait));
          case OperatorSignIn::Outcome::busy:
            return responder->respond(failure_answer(retry_later("the hub is busy")));
          case OperatorSignIn::Outcome::wrong:
            break;
        }
        if (said.known) (*self)->note(name, "sign_in.refused");
        responder->respond(
            error_answer(401, "the name or the password is not right", "wrong_credentials"));
      });
}

// The token is always a new one: what a cookie said before is never taken over.
void ConsoleDoor::start_session(const std::string& name, const web::Request& request,
                                const web::ResponderPtr& responder) {
  if (const auto before = sessions_.find(request.cookie(console_cookie(request.peer)))) {
    sessions_.end(before->key);
  }
  const auto started = sessions_.start({.name = name, .display_name = name});
  note(name, "signed_in");
  auto response = json_answer(200, session_json(started.session));
  response.headers.emplace_back("Set-Cookie", set_cookie(started.token, request.peer));
  responder->respond(std::move(response));
}

void ConsoleDoor::show_session(const web::Session& session,
                               const web::ResponderPtr& responder) const {
  responder->respond(json_answer(200, session_json(session)));
}

void ConsoleDoor::sign_out(const web::Session& session, const web::Request& request,
                           const web::ResponderPtr& responder) {
  sessions_.end(session.key);
  note(session.staff.name, "signed_out");
  web::Response response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", set_cookie({}, request.peer));
  responder->respond(std::move(response));
}

std::string ConsoleDoor::session_json(const web::Session& session) const {
  return "{\"name\":" + json_quoted(session.staff.name) +
         ",\"expires_at\":" + json_quoted(to_rfc3339(clock_.wall() + sessions_.left(session))) +
         "}";
}

void ConsoleDoor::note(const std::string& by, std::string what) {
  store_.note_action({.by = by, .what = std::move(what)}, [](Result<void> noted) {
    if (!noted) log(Message::action_not_noted, "not noted: " + noted.error().sentence());
  });
}

}  // namespace touchpoint::hub
