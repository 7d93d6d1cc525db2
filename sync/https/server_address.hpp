// Where a server is, as its URL says.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"

namespace touchpoint::sync {

struct ServerAddress {
  std::string host;  // a name or an IP address; of IPv6 without the brackets
  std::uint16_t port = 443;

  bool operator==(const ServerAddress&) const = default;
  std::string text() const;         // "hub.example:8443", for sentences
  std::string host_header() const;  // the same without the default port
};

// "https://host[:port]" and nothing behind it; `misconfigured` for everything else.
Result<ServerAddress> parse_server_url(const std::string& url);

}  // namespace touchpoint::sync
