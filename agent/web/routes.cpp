#include "web/routes.hpp"

#include <optional>

#include "web/handlers.hpp"

namespace touchpoint::web {
namespace {

constexpr Method kGet = Method::get;
constexpr Method kPost = Method::post;
constexpr Method kDel = Method::del;
constexpr Who kNobody = Who::nobody;
constexpr Who kAnyone = Who::anyone;
constexpr Who kProgram = Who::program;
constexpr Who kTablet = Who::tablet;
constexpr Who kStaff = Who::staff;
constexpr Who kSuper = Who::supervisor;
constexpr Who kSigned = Who::signed_in;
constexpr Who kUpkeep = Who::upkeep;
constexpr bool kGuarded = true;

// clang-format off
constexpr Route kRoutes[] = {
    //      path                          api       counter  kiosk    what it does
    {kPost, "/v1/interactions",           kProgram, kStaff,  kAnyone, false, record_interactions},
    {kPost, "/v1/scans",                  kProgram, kStaff,  kNobody, false, pass_on_scan},
    {kPost, "/v1/recognitions",           kProgram, kStaff,  kNobody, false, recognise},
    {kPost, "/v1/people",                 kNobody,  kStaff,  kNobody, false, find_people},
    {kPost, "/v1/customers",              kNobody,  kStaff,  kNobody, false, register_customer},
    {kGet,  "/v1/profiles/{id}/timeline", kNobody,  kStaff,  kNobody, kGuarded, show_timeline},
    {kGet,  "/v1/stream",                 kNobody,  kSigned, kNobody, kGuarded, open_stream},
    {kPost, "/v1/card/answer",            kNobody,  kStaff,  kNobody, false, answer_question},
    {kPost, "/v1/card/park",              kNobody,  kStaff,  kNobody, false, park_visit},
    {kPost, "/v1/card/return",            kNobody,  kStaff,  kNobody, false, return_visit},
    {kPost, "/v1/card/wrong_person",      kNobody,  kStaff,  kNobody, false, let_go},
    {kPost, "/v1/card",                   kNobody,  kStaff,  kNobody, false, open_visit},
    {kDel,  "/v1/card",                   kNobody,  kStaff,  kNobody, false, close_visit},
    {kPost, "/v1/tasks/{id}/contact",     kNobody,  kStaff,  kNobody, false, reveal_contact},
    {kPost, "/v1/session",                kNobody,  kAnyone, kNobody, false, sign_in},
    {kPost, "/v1/session/badge",          kNobody,  kAnyone, kNobody, false, show_badge},
    {kGet,  "/v1/session",                kNobody,  kSigned, kNobody, false, show_session},
    {kDel,  "/v1/session",                kNobody,  kSigned, kNobody, false, sign_out},
    {kGet,  "/v1/staff",                  kNobody,  kUpkeep, kNobody, kGuarded, show_staff},
    {kPost, "/v1/staff/enabled",          kNobody,  kUpkeep, kNobody, false, enable_staff},
    {kPost, "/v1/staff/badge",            kNobody,  kSuper,  kNobody, false, give_badge},
    {kDel,  "/v1/staff/{id}/badge",       kNobody,  kSuper,  kNobody, false, take_badge},
    {kGet,  "/v1/staff/survey",           kNobody,  kStaff,  kNobody, kGuarded, show_staff_survey},
    {kPost, "/v1/staff/survey",           kNobody,  kStaff,  kNobody, false, answer_staff_survey},
    {kPost, "/v1/staff/survey/later",     kNobody,  kStaff,  kNobody, false, postpone_staff_survey},
    {kGet,  "/v1/board",                  kNobody,  kSuper,  kNobody, kGuarded, show_board},
    {kGet,  "/v1/board.csv",              kNobody,  kSuper,  kNobody, kGuarded, save_board},
    {kGet,  "/v1/tablets",                kNobody,  kUpkeep, kNobody, kGuarded, show_tablets},
    {kPost, "/v1/tablets/code",           kNobody,  kUpkeep, kNobody, false, offer_pairing},
    {kDel,  "/v1/tablets/{id}",           kNobody,  kUpkeep, kNobody, false, revoke_tablet},
    {kGet,  "/v1/tablet",                 kNobody,  kNobody, kNobody, false, show_tablet, kTablet},
    {kPost, "/v1/tablet/pairing",         kNobody,  kNobody, kNobody, false, pair_tablet, kAnyone},
    {kGet,  "/v1/tablet/authority",       kNobody,  kNobody, kNobody, false, show_authority, kAnyone},
    {kGet,  "/v1/tablet/authority.crt",   kNobody,  kNobody, kNobody, false, fetch_authority, kAnyone},
    {kGet,  "/v1/tablet/authority.mobileconfig", kNobody, kNobody, kNobody, false, fetch_profile, kAnyone},
    {kGet,  "/v1/touchpoint",             kNobody,  kAnyone, kAnyone, false, show_touchpoint},
    {kGet,  "/v1/status",                 kProgram, kSigned, kNobody, false, show_status},
    {kPost, "/v1/proof",                  kProgram, kSigned, kNobody, false, prove},
    {kGet,  "/v1/proof",                  kProgram, kSigned, kNobody, false, show_proof},
    {kGet,  "/v1/openapi.yaml",           kAnyone,  kNobody, kNobody, false, show_openapi},
    {kGet,  "/healthz",                   kAnyone,  kNobody, kNobody, false, show_health},
    {kGet,  "/metrics",                   kAnyone,  kNobody, kNobody, false, show_metrics},
};
// clang-format on

// What stands for the one "{…}" of the pattern; empty when it has none; nullopt: another path.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) {
    if (pattern != path) return std::nullopt;
    return std::string_view{};
  }
  const auto after = pattern.substr(pattern.find('}') + 1);
  if (!path.starts_with(pattern.substr(0, open))) return std::nullopt;
  path.remove_prefix(open);
  if (path.size() <= after.size() || !path.ends_with(after)) return std::nullopt;
  path.remove_suffix(after.size());
  if (path.find('/') != std::string_view::npos) return std::nullopt;
  return path;
}

}  // namespace

Who Route::who(Surface surface) const {
  switch (surface) {
    case Surface::api:
      return api;
    case Surface::counter:
      return counter;
    case Surface::kiosk:
      return kiosk;
    case Surface::tablet:
      return kiosk == Who::anyone ? Who::tablet : tablet;
  }
  return Who::nobody;
}

std::span<const Route> routes() {
  return kRoutes;
}

RouteMatch find_route(Surface surface, Method method, std::string_view path) {
  // The server leaves the body out of what answers HEAD.
  const auto wanted = method == Method::head ? Method::get : method;
  RouteMatch found;
  for (const auto& route : kRoutes) {
    if (route.who(surface) == Who::nobody) continue;
    const auto parameter = match(route.pattern, path);
    if (!parameter) continue;
    if (route.method == wanted) return {&route, std::string(*parameter), {}};
    if (!found.allow.empty()) found.allow += ", ";
    found.allow += to_text(route.method);
    if (route.method == Method::get) found.allow += ", HEAD";
  }
  return found;
}

std::string_view to_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
  }
  return "GET";
}

}  // namespace touchpoint::web
