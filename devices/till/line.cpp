#include "devices/till/line.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace touchpoint::devices {
namespace {

constexpr std::string_view kInteractions = "/v1/interactions";
constexpr std::string_view kScans = "/v1/scans";
constexpr int kRetryLater = 503;

// Whether the object has a member of this name at its top. A text that is no JSON has some answer,
// too: whichever path it goes to, it is refused there.
bool has_member(std::string_view object, std::string_view name) {
  int depth = 0;
  for (std::size_t at = 0; at < object.size(); ++at) {
    const char c = object[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const auto begin = ++at;
    while (at < object.size() && object[at] != '"')
      at += object[at] == '\\' ? 2 : 1;
    if (at >= object.size()) return false;
    if (depth != 1 || object.substr(begin, at - begin) != name) continue;
    const auto rest = trimmed(object.substr(at + 1));
    if (rest.starts_with(':')) return true;
  }
  return false;
}

}  // namespace

Result<std::string_view> path_of(std::string_view line) {
  if (!trimmed(line).starts_with('{')) {
    return refused("a line is one JSON object: an interaction, or a scan with its \"code\"");
  }
  const bool scan = has_member(line, "code") && !has_member(line, "type");
  return scan ? kScans : kInteractions;
}

std::string answer_line(const Result<AgentAnswer>& answer) {
  if (!answer) {
    return refusal_line(kRetryLater, "agent_away",
                        "the agent does not answer, so nothing is known to be recorded: send it "
                        "again, with the same id");
  }
  const auto& [status, body] = answer.value();
  if (!body.starts_with('{') || !body.ends_with('}')) {
    return refusal_line(status >= 400 ? status : kRetryLater, "no_answer",
                        "the agent has answered something else than JSON");
  }
  const bool well = status >= 200 && status < 300;
  auto line = "{\"status\":" + std::to_string(status) + (well ? ",\"recorded\":" : ",\"error\":") +
              body + "}";
  // Between JSON's tokens a line break is only white space, within them it is always escaped.
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line + "\n";
}

std::string refusal_line(int status, std::string_view code, std::string_view sentence) {
  return "{\"status\":" + std::to_string(status) + ",\"error\":{\"error\":" + json_quoted(code) +
         ",\"message\":" + json_quoted(sentence) + "}}\n";
}

}  // namespace touchpoint::devices
