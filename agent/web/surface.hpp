// A surface is one of the faces that the device has: the same listener, told apart by the name in
// the Host header (tablets have a listener of their own, which has no other face), so that browsers
// keep their cookies, storage and permissions apart.
//
// Whatever name is not one of ours is refused, which is what stops a foreign page from reaching the
// device by pointing a name of its own at 127.0.0.1 (DNS rebinding).
#pragma once

#include <optional>

#include "web/http/server.hpp"
#include "web/settings.hpp"

namespace touchpoint::web {

enum class Surface {
  api,      // localhost, 127.0.0.1, [::1] or the Unix socket: tills and programs
  counter,  // counter.localhost: staff
  kiosk,    // kiosk.localhost: customers
  tablet,   // the listener for tablets: customers, on a paired device
};

// Customers stand before it, whom nobody has signed in.
inline bool is_kiosk(Surface surface) {
  return surface == Surface::kiosk || surface == Surface::tablet;
}

// nullopt: not a name of ours, or of a touchpoint that this device does not have.
std::optional<Surface> surface_of(const Request& request, const ApiSettings& settings);

}  // namespace touchpoint::web
