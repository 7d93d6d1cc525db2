// The lines on the control socket, made and understood in one place. Pure functions over text;
// Boost.JSON stays behind this header. control.hpp shows what the lines look like.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace touchpoint::control {

// The verb of a question; `refused` when the line is not one JSON object with a string `verb`.
Result<std::string> verb_of(std::string_view line);

// Each ends in a newline and holds no other.
std::string progress_line(std::string_view sentence);
std::string ok_line(std::string_view json_object);
std::string error_line(const Error& error);

// One line of an answer, without its newline.
struct AnswerLine {
  std::optional<std::string> progress;
  std::optional<std::string> ok;  // the object behind "ok", as JSON
  std::optional<Error> error;
};
// `damaged` when the line is none of the three.
Result<AnswerLine> answer_of(std::string_view line);

}  // namespace touchpoint::control
