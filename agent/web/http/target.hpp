// What a request is for: its target and its Host, taken apart and checked. Whatever could mean one
// thing to us and another to somebody in front of us or behind us is refused, not repaired.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace touchpoint::web {

struct Target {
  std::string path;                          // decoded; begins with '/'
  std::map<std::string, std::string> query;  // decoded; the first of repeated names
};

// Origin form only ("/path?query", RFC 9112 section 3.2.1), in UTF-8 once it is decoded. `refused`
// for empty and dot segments, a backslash, and an encoded '/', '\', '%' or control character in the
// path, however they are written.
Result<Target> parse_target(std::string_view target);

// "Counter.localhost:7080" → "counter.localhost"; "[::1]:7080" → "[::1]".
Result<std::string> parse_host(std::string_view host);

}  // namespace touchpoint::web
