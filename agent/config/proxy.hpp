// The way out of the store's network, as [sync] says it: an HTTP proxy that every call to the hub
// goes through. Environment variables are not looked at (decision 22).
#pragma once

#include <optional>
#include <string>

#include "config/agent_config.hpp"

namespace touchpoint::config {

struct HttpProxy {
  Address address;
  std::string user{};  // empty: none
  std::string password{};
};

// "http://[user@]host:port"; what in the user's name is no letter, digit or mark may stand as %41.
// `misconfigured` in words that go on from the key's name and never hold a password.
Result<HttpProxy> parse_proxy(const std::string& url);

// nullopt: there is none. Reads the password, too: `misconfigured` when its file cannot be read, is
// not one line, or can be read by everybody.
Result<std::optional<HttpProxy>> proxy_of(const Config& config);

}  // namespace touchpoint::config
