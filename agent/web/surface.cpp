#include "web/surface.hpp"

#include <string>

namespace touchpoint::web {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

std::optional<Surface> surface_of(const Request& request, const ApiSettings& settings) {
  if (request.peer.via == Peer::Via::unix_socket) return Surface::api;
  const auto& host = request.host;
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host == "::1") {
    return Surface::api;
  }
  if (host == "counter.localhost" && !settings.counter.empty()) return Surface::counter;
  if (host == "kiosk.localhost" && !settings.kiosk.empty()) return Surface::kiosk;
  return std::nullopt;
}

bool same_origin(const Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const auto origin = request.header("origin");
  if (origin.empty()) return true;
  const auto* scheme = request.peer.via == Peer::Via::tls ? "https://" : "http://";
  return origin == scheme + lower_case(request.header("host"));
}

}  // namespace touchpoint::web
