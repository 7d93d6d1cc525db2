#include "web/surface.hpp"

#include <algorithm>

namespace touchpoint::web {
std::optional<Surface> surface_of(const Request& request, const ApiSettings& settings) {
  if (request.peer.via == Peer::Via::unix_socket) return Surface::api;
  const auto& host = request.host;
  if (request.peer.listener == kLanListener) {
    const bool ours = std::ranges::any_of(settings.lan_names, [&](const auto& name) {
      return host == name || host == "[" + name + "]";
    });
    return ours ? std::optional(Surface::tablet) : std::nullopt;
  }
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host == "::1") {
    return Surface::api;
  }
  if (host == "counter.localhost" && !settings.counter.empty()) return Surface::counter;
  if (host == "kiosk.localhost" && !settings.kiosk.empty()) return Surface::kiosk;
  return std::nullopt;
}

}  // namespace touchpoint::web
