#include "web/surface.hpp"

namespace touchpoint::web {
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

}  // namespace touchpoint::web
