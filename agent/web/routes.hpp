// The one table of what the device answers: which method and path, on which surface, for whom. What
// is not in it does not exist, and a path that is not for a surface does not exist there either.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "web/http/server.hpp"
#include "web/surface.hpp"

namespace touchpoint::web {

struct Parts;
struct Call;

// Who may call a route on a surface.
enum class Who {
  nobody,  // it does not exist there
  anyone,
  tablet,      // a paired one
  program,     // with a bearer token, or on the Unix socket by its file permissions
  signed_in,   // anybody who is, in whatever role
  staff,       // … who serves customers: an associate or a supervisor
  supervisor,  // … who is one
  upkeep,      // … who looks after the device: a supervisor or IT
};

struct Route {
  Method method{};
  std::string_view pattern;  // "{id}" stands for one segment
  Who api = Who::nobody;
  Who counter = Who::nobody;
  Who kiosk = Who::nobody;
  // A GET that opens a stream or is audited is held to the rules of unsafe methods.
  bool guarded = false;
  void (*handle)(Parts& parts, Call call) = nullptr;
  // Beside these a paired tablet has what the kiosk has, and nothing else.
  Who tablet = Who::nobody;

  Who who(Surface surface) const;
  bool unsafe() const { return method != Method::get; }  // a GET route also answers HEAD
  bool takes_json() const { return method == Method::post || method == Method::put; }
};

std::span<const Route> routes();

struct RouteMatch {
  const Route* route = nullptr;  // null: see `allow`
  std::string parameter;         // what stands for "{id}"
  std::string allow;  // the methods that the path has on this surface; empty: no such path
};
RouteMatch find_route(Surface surface, Method method, std::string_view path);

std::string_view to_text(Method method);

}  // namespace touchpoint::web
