#include "sync/hub/console/routes.hpp"

namespace touchpoint::hub {
namespace {

using web::Method;

// clang-format off
constexpr ConsoleRoute kRoutes[] = {
    {.method = Method::post, .path = "/v1/session",         .verb = kSignIn, .open = true},
    {.method = Method::get,  .path = "/v1/session",         .verb = kShowSession},
    {.method = Method::del,  .path = "/v1/session",         .verb = kSignOut},
    {.method = Method::get,  .path = "/v1/fleet",           .verb = "fleet", .watched = true},
    {.method = Method::post, .path = "/v1/devices/revoke",  .verb = "device.revoke"},
    {.method = Method::get,  .path = "/v1/tokens",          .verb = "token.list"},
    {.method = Method::post, .path = "/v1/tokens",          .verb = "token"},
    {.method = Method::post, .path = "/v1/tokens/withdraw", .verb = "token.withdraw"},
    {.method = Method::get,  .path = "/v1/waiting",         .verb = "approval.list"},
    {.method = Method::post, .path = "/v1/waiting/decide",  .verb = "approval.decide"},
    {.method = Method::post, .path = "/v1/waiting/expect",  .verb = "approval.expect"},
    {.method = Method::get,  .path = "/v1/staff",           .verb = "staff.list"},
    {.method = Method::post, .path = "/v1/staff",           .verb = "staff.add"},
    {.method = Method::post, .path = "/v1/staff/reset",     .verb = "staff.reset"},
    {.method = Method::post, .path = "/v1/staff/remove",    .verb = "staff.remove"},
    {.method = Method::post, .path = "/v1/staff-survey",    .verb = "staff_survey.figures"},
    {.method = Method::get,  .path = "/v1/settings",        .verb = "settings.status"},
    {.method = Method::post, .path = "/v1/settings",        .verb = "settings.publish"},
    {.method = Method::post, .path = "/v1/settings/check",  .verb = "settings.check"},
    {.method = Method::post, .path = "/v1/surveys/check",   .verb = "survey.check"},
    {.method = Method::post, .path = "/v1/settings/show",   .verb = "settings.show"},
    {.method = Method::post, .path = "/v1/settings/widen",  .verb = "settings.widen"},
    {.method = Method::post, .path = "/v1/settings/withdraw", .verb = "settings.withdraw"},
    {.method = Method::post, .path = "/v1/rings",           .verb = "ring.add"},
    {.method = Method::post, .path = "/v1/rings/put",       .verb = "ring.put"},
    {.method = Method::get,  .path = "/v1/sources",         .verb = "source.list"},
    {.method = Method::post, .path = "/v1/sources",         .verb = "source.add"},
    {.method = Method::post, .path = "/v1/sources/rotate",  .verb = "source.rotate"},
    {.method = Method::post, .path = "/v1/sources/remove",  .verb = "source.remove"},
    {.method = Method::post, .path = "/v1/profiles/find",       .verb = "profile.find"},
    {.method = Method::post, .path = "/v1/profiles/show",       .verb = "profile.show"},
    {.method = Method::post, .path = "/v1/profiles/proposals",  .verb = "profile.proposals"},
    {.method = Method::post, .path = "/v1/profiles/merge",      .verb = "profile.merge"},
    {.method = Method::post, .path = "/v1/profiles/split",      .verb = "profile.split"},
    {.method = Method::post, .path = "/v1/profiles/reconsider", .verb = "profile.reconsider"},
    {.method = Method::get,  .path = "/v1/operators",       .verb = "operator.list"},
    {.method = Method::get,  .path = "/v1/actions",         .verb = "action.list"},
};
// clang-format on

std::string_view name_of(Method method) {
  if (method == Method::get) return "GET, HEAD";
  return method == Method::post ? "POST" : "DELETE";
}

}  // namespace

std::span<const ConsoleRoute> console_routes() {
  return kRoutes;
}

ConsoleRouteMatch find_console_route(Method method, std::string_view path) {
  const auto wanted = method == Method::head ? Method::get : method;
  ConsoleRouteMatch found;
  for (const auto& route : kRoutes) {
    if (route.path != path) continue;
    if (route.method == wanted) return {.route = &route, .allow = {}};
    if (!found.allow.empty()) found.allow += ", ";
    found.allow += name_of(route.method);
  }
  return found;
}

}  // namespace touchpoint::hub
