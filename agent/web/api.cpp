#include "web/api.hpp"

#include "core/text.hpp"
#include "web/browser.hpp"
#include "web/handlers.hpp"
#include "web/json/encode.hpp"
#include "web/routes.hpp"

namespace touchpoint::web {
namespace {

constexpr std::string_view kNoRoute = "none";  // labels of what is not in the table
constexpr std::string_view kPage = "page";

bool equal_ignoring_case(std::string_view left, std::string_view lower) {
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  };
  return std::equal(left.begin(), left.end(), lower.begin(), lower.end(), same);
}

std::string_view bearer_token(const Request& request) {
  constexpr std::string_view kScheme = "bearer ";
  const auto header = request.header("authorization");
  if (!equal_ignoring_case(header.substr(0, kScheme.size()), kScheme)) return {};
  return trimmed(header.substr(kScheme.size()));
}

bool is_program(const Request& request, const Access& access) {
  if (request.peer.via == Peer::Via::unix_socket) return true;
  const auto token = bearer_token(request);
  return !token.empty() && !access.program_of(token).empty();
}

std::span<const Asset> assets_of(const Pages& pages, Surface surface) {
  if (surface == Surface::counter) return pages.counter;
  if (surface == Surface::kiosk) return pages.kiosk;
  if (surface == Surface::tablet) return pages.tablet;
  return {};
}

// A path that no route has: a page's file, or nothing.
void answer_page(Parts& parts, Surface surface, const Request& request, ResponderPtr responder) {
  const auto* asset = find_asset(assets_of(parts.pages, surface), request.path);
  Answer answer(std::move(responder), parts.metrics, request.method,
                asset == nullptr ? kNoRoute : kPage);
  if (asset == nullptr) {
    return answer.refuse(not_found("no_such_path", "there is nothing at this path"));
  }
  if (request.method != Method::get && request.method != Method::head) {
    return answer.refuse({405, "wrong_method", "this path can only be read"},
                         {{"Allow", "GET, HEAD"}});
  }
  auto page = serve(*asset, request);
  if (is_kiosk(surface)) allow_camera(page.headers);
  answer.send(std::move(page));
}

bool needs_session(Who who) {
  return who == Who::signed_in || who == Who::staff || who == Who::supervisor || who == Who::upkeep;
}

// Why somebody in this role may not; nothing: they may.
std::optional<ApiRefusal> refusal_of(Who who, StaffRole role) {
  if (who == Who::staff && role == StaffRole::it)
    return not_allowed("only_upkeep", "IT looks after the device and sees no customers");
  if (who == Who::supervisor && role != StaffRole::supervisor)
    return not_allowed("not_supervisor", "only a supervisor may do this");
  if (who == Who::upkeep && role == StaffRole::associate)
    return not_allowed("not_upkeep", "only a supervisor or IT may do this");
  return std::nullopt;
}

void answer_route(Parts& parts, const RouteMatch& match, Call call) {
  const auto& route = *match.route;
  const auto& request = call.request;
  if ((route.unsafe() || route.guarded) && !same_origin(request)) {
    return call.answer.refuse(
        not_allowed("foreign_origin", "pages of other origins may not do this"));
  }
  const auto who = route.who(call.surface);
  if (who == Who::program && !is_program(request, parts.access)) {
    return call.answer.refuse({401, "no_token", "this needs a bearer token"},
                              {{"WWW-Authenticate", "Bearer realm=\"touchpoint\""}});
  }
  if (who == Who::tablet) {
    const auto token = request.cookie(kTabletCookie);
    if (!token.empty()) call.tablet = parts.access.tablet_of(token);
    if (call.tablet.empty()) {
      return call.answer.refuse({401, "not_paired", "this tablet must be paired first"});
    }
  }
  if (needs_session(who)) {
    call.session = parts.sessions.find(request.cookie(kSessionCookie));
    if (!call.session) {
      return call.answer.refuse({401, "not_signed_in", "somebody must sign in first"});
    }
    // An open page is no sign of a person; what it asks for is.
    if (route.handle != open_stream) {
      parts.sessions.touch(call.session->key);
      call.session = parts.sessions.find(request.cookie(kSessionCookie));
    }
    if (const auto refusal = refusal_of(who, call.session->staff.role))
      return call.answer.refuse(*refusal);
  }
  if (route.takes_json() && !is_json(request)) {
    return call.answer.refuse({415, "not_json", "the body must be application/json"});
  }
  route.handle(parts, std::move(call));
}

}  // namespace

Api::Api(Loop& loop, Device& device, Access& access, const Clock& clock, Random& random,
         ApiSettings settings, Pages pages)
    : parts_(std::make_shared<Parts>(loop, device, access, clock, random, std::move(settings),
                                     pages)) {
  access.on_staff_removed([weak = std::weak_ptr(parts_)](const std::string& name) {
    const auto parts = weak.lock();
    if (!parts) return;
    for (const auto& session : parts->sessions.end_all_of(name))
      parts->after_session(session);
  });
}

Api::~Api() {
  close_streams();
}

void Api::handle(Request request, ResponderPtr responder) {
  auto& parts = *parts_;
  parts.end_expired_sessions();
  const auto surface = surface_of(request, parts.settings);
  if (!surface) {
    Answer answer(std::move(responder), parts.metrics, request.method, kNoRoute);
    return answer.refuse({421, "foreign_host", "this device does not answer to that name"});
  }
  auto match = find_route(*surface, request.method, request.path);
  if (match.route == nullptr && match.allow.empty()) {
    return answer_page(parts, *surface, request, std::move(responder));
  }
  if (match.route == nullptr) {
    Answer answer(std::move(responder), parts.metrics, request.method, kNoRoute);
    return answer.refuse({405, "wrong_method", "this path does not have that method"},
                         {{"Allow", match.allow}});
  }
  Answer answer(std::move(responder), parts.metrics, request.method, match.route->pattern);
  Call call{std::move(request), *surface, match.parameter, std::nullopt, {}, std::move(answer)};
  answer_route(parts, match, std::move(call));
}

BodyLimit Api::body_limit() {
  return [](Method method, std::string_view path) {
    const bool batch = method == Method::post && path == "/v1/interactions";
    return batch ? limits::kHttpBodyBatchMax : limits::kHttpBodyMax;
  };
}

std::string Api::metrics() const {
  return metrics_text(*parts_);
}

void Api::set_tablet_authority(TabletAuthorityFacts facts) {
  parts_->authority = std::move(facts);
}

Result<std::string> Api::offer_pairing(const std::string& tablet) {
  TP_TRY(const auto offer, touchpoint::web::offer_pairing_for(*parts_, tablet));
  return to_json(offer);
}

std::string Api::tablets() const {
  return tablets_json(*parts_);
}

void Api::revoke_tablet(std::string name, Done<void> done) {
  revoke_tablet_by(*parts_, std::move(name), {}, std::move(done));
}

void Api::give_badge(const std::string& name, std::string code, Done<void> done) {
  give_badge_by(*parts_, name, std::move(code), {}, std::move(done));
}

void Api::take_badge(const std::string& name, Done<void> done) {
  take_badge_by(*parts_, name, {}, std::move(done));
}

void Api::card_changed(const std::string& touchpoint) {
  parts_->send_card(touchpoint);
}

void Api::status_changed() {
  parts_->end_expired_sessions();
  parts_->send_status();
}

void Api::tasks_changed() {
  parts_->streams.send_tasks(to_json(parts_->device.tasks()));
}

void Api::close_streams() {
  parts_->record_all_searches();
  parts_->streams.close_all();
}

}  // namespace touchpoint::web
