// What every page of ours is served with and asked for, whichever program serves it: the headers
// that keep a browser inside our own origin, and the question whether another origin's page can
// have caused a request. The agent and the hub both use it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/http/server.hpp"

namespace touchpoint::web {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Whether no other origin's page can have caused this request, as far as Origin and Sec-Fetch-Site
// (Fetch Metadata) tell. Programs send neither.
bool same_origin(const Request& request);

// Adds the security headers that are not there already; Cache-Control is no-store then.
void add_security_headers(Headers& headers);
// The page may ask for the camera, to read a code that is held before it.
void allow_camera(Headers& headers);

// Whether the body is said to be JSON, and is not packed.
bool is_json(const Request& request);

}  // namespace touchpoint::web
