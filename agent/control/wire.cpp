#include "control/wire.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace touchpoint::control {
namespace {

namespace json = boost::json;

struct Code {
  Condition condition;
  std::string_view text;
};
constexpr std::array kCodes = {
    Code{Condition::retry_later, "retry_later"},
    Code{Condition::refused, "refused"},
    Code{Condition::misconfigured, "misconfigured"},
    Code{Condition::damaged, "damaged"},
};

std::string_view code_of(const Error& error) {
  for (const auto& code : kCodes) {
    if (error.is(code.condition)) return code.text;
  }
  return "failed";  // errno and the like: the sentence says what
}

Error error_from(std::string_view code, std::string sentence) {
  for (const auto& known : kCodes) {
    if (known.text == code) return {known.condition, std::move(sentence)};
  }
  return {std::make_error_code(std::errc::io_error), std::move(sentence)};
}

// Counts the members; false for a number that no double holds, which the parser makes infinite.
// Recursion is bounded by the parser's own depth limit.
bool count_members(const json::value& value, std::size_t& members) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* object = value.if_object()) {
    members += object->size();
    return std::ranges::all_of(
        *object, [&](const auto& member) { return count_members(member.value(), members); });
  }
  const auto* array = value.if_array();
  return array == nullptr || std::ranges::all_of(*array, [&](const auto& element) {
           return count_members(element, members);
         });
}

// In JSON each member has one colon that stands outside of texts.
std::size_t members_in(std::string_view json_text) {
  std::size_t members = 0;
  bool within = false;
  for (std::size_t at = 0; at < json_text.size(); ++at) {
    const char c = json_text[at];
    if (within && c == '\\') {
      ++at;
    } else if (c == '"') {
      within = !within;
    } else if (c == ':' && !within) {
      ++members;
    }
  }
  return members;
}

// Of members with the same name the parser keeps the last; whoever wrote both meant something else.
std::optional<json::object> object_of(std::string_view line) {
  json::parse_options options;
  options.max_depth = limits::kJsonDepthMax;
  json::error_code error;
  auto value = json::parse({line.data(), line.size()}, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  std::size_t members = 0;
  if (!count_members(value, members) || members != members_in(line)) return std::nullopt;
  return std::move(value.as_object());
}

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->as_string());
}

}  // namespace

Result<std::string> verb_of(std::string_view line) {
  const auto object = object_of(line);
  if (!object)
    return refused("a command must be one JSON object on one line, with no member twice");
  auto verb = text_member(*object, "verb");
  if (!verb || verb->empty()) return refused("a command must have a \"verb\"");
  return std::move(*verb);
}

std::string progress_line(std::string_view sentence) {
  return "{\"progress\":" + json_quoted(sentence) + "}\n";
}

std::string ok_line(std::string_view json_object) {
  std::string line = "{\"ok\":";
  line.append(json_object).append("}");
  // Between JSON's tokens a line break is only white space, within them it is always escaped.
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  line.push_back('\n');
  return line;
}

std::string error_line(const Error& error) {
  std::string line = "{\"error\":\"";
  line.append(code_of(error)).append("\",\"message\":");
  return line.append(json_quoted(error.sentence())).append("}\n");
}

Result<AnswerLine> answer_of(std::string_view line) {
  const auto object = object_of(line);
  if (object) {
    AnswerLine answer;
    if (auto sentence = text_member(*object, "progress")) {
      answer.progress = std::move(sentence);
      return answer;
    }
    if (const auto* result = object->if_contains("ok"); result != nullptr && result->is_object()) {
      answer.ok = json::serialize(*result);
      return answer;
    }
    if (const auto code = text_member(*object, "error")) {
      answer.error = error_from(*code, text_member(*object, "message").value_or("it failed"));
      return answer;
    }
  }
  return damaged("the answer is not one of a control socket");
}

}  // namespace touchpoint::control
