// What the HTTP server's Request does, for a tree in which the server is not built.
#include "web/http/server.hpp"

namespace touchpoint::web {

std::string_view Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  std::string_view text = header("cookie");
  while (!text.empty()) {
    const auto end = text.find("; ");
    const auto pair = text.substr(0, end);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return pair.substr(name.size() + 1);
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 2);
  }
  return {};
}

}  // namespace touchpoint::web
