// The way out of a network that lets nothing out by itself: an HTTP proxy is asked by CONNECT
// (RFC 9110 section 9.3.6) for a tunnel to the server. TLS goes through it from end to end, so the
// proxy sees where the device goes, and nothing of what is said.
#pragma once

#include <optional>
#include <string>

#include "core/error.hpp"
#include "sync/https/client.hpp"
#include "sync/https/server_address.hpp"

namespace touchpoint::sync {

std::string connect_text(const Proxy& proxy, const ServerAddress& server);

// Why there is no tunnel, of the proxy's answer to CONNECT; nullopt: there is one. All are
// `retry_later`: nothing of the device's own is wrong, and a proxy may be mended at any time.
std::optional<Error> no_tunnel(const Proxy& proxy, const ServerAddress& server,
                               const HttpsAnswer& answer);

}  // namespace touchpoint::sync
