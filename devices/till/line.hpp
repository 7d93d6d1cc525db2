// A line that a till writes into the socket, and the line that it gets. Pure.
//
//   {"id":"0197…","type":"touchpoint.order.completed","data":{…}}      an interaction
//   {"code":"2900417"}                                                 what its scanner read
//   {"status":201,"recorded":{"id":"0197…",…}}                         what the agent has said
//   {"status":422,"error":{"error":"bad_type","message":"…"}}
//
// A line is handed on byte by byte: what it may say, and what is wrong with it, the agent says
// (agent/web/openapi.yaml).
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "devices/agent_calls.hpp"

namespace touchpoint::devices {

inline constexpr std::size_t kTillLineMax = 64 * 1024;  // bytes, without the line's end

// The path of the API that a line is for. `refused`: it is no single object.
Result<std::string_view> path_of(std::string_view line);

// With the line's end.
std::string answer_line(const Result<AgentAnswer>& answer);
std::string refusal_line(int status, std::string_view code, std::string_view sentence);

}  // namespace touchpoint::devices
