// What goes back over the wire, as text: heads, refusals, events of a stream.
#pragma once

#include <string>
#include <string_view>

#include "web/http/server.hpp"

namespace touchpoint::web {

enum class Persistence {
  keep,             // HTTP/1.1, where it is understood
  keep_by_request,  // HTTP/1.0, where it must be said
  close,
};

// Status line and headers, with Content-Length. Control characters in names and values become
// spaces, so that no value can end a line.
std::string response_head(const Response& response, Persistence persistence);

// Status line and headers of an event stream, which ends with its connection.
std::string stream_head(const std::vector<std::pair<std::string, std::string>>& headers);

// {"error":"bad_request","message":"…"}
Response error_response(int status, std::string_view message);

// One event in the form of the HTML standard, section 9.2. Each line of `data` gets its own
// `data:`.
std::string event_text(std::string_view event, std::string_view data);

// Keeps what stands between us and a silent reader from forgetting the connection.
inline constexpr std::string_view kKeepAliveComment = ":\n\n";

}  // namespace touchpoint::web
