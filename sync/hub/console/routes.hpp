// The one table of what the console answers: what is not in it does not exist. Most routes are a
// verb of the operator door (operator_door.hpp), so that the console and the command line do the
// same by the same code: a new page's data is one line here and one verb there.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "web/http/server.hpp"

namespace touchpoint::hub {

struct ConsoleRoute {
  web::Method method{};
  std::string_view path;
  std::string_view verb;  // of the operator door; one of the three below is the console's own
  bool open = false;      // to somebody who has not signed in
  // A page that is only looked at asks for it again and again: no sign of a person.
  bool watched = false;
};

inline constexpr std::string_view kSignIn = "session.start";
inline constexpr std::string_view kShowSession = "session";
inline constexpr std::string_view kSignOut = "session.end";

std::span<const ConsoleRoute> console_routes();

struct ConsoleRouteMatch {
  const ConsoleRoute* route = nullptr;  // null: see `allow`
  std::string allow;                    // the methods that the path has; empty: no such path
};
ConsoleRouteMatch find_console_route(web::Method method, std::string_view path);

}  // namespace touchpoint::hub
