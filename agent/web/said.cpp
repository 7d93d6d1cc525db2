#include "web/said.hpp"

#include <algorithm>

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "web/json/members.hpp"

namespace touchpoint::web {

namespace json = boost::json;

Checked<std::string> said_member(const json::object& object, std::string_view name, std::size_t max,
                                 std::string_view code) {
  TP_TRY(const auto text, optional_text_member(object, name, {.min = 0, .max = max}));
  if (!text) return std::string{};
  if (has_control_characters(*text)) {
    return unacceptable(code.empty() ? "control_characters" : code,
                        "\"" + std::string(name) + "\" holds control characters");
  }
  if (const auto what = find_forbidden(*text)) {
    return unacceptable(
        code.empty() ? "forbidden_content" : code,
        "this looks like " + std::string(describe(*what)) + " and is not looked up");
  }
  return std::string(trimmed(*text));
}

bool is_birth_date(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  if (text.size() != 4 && text.size() != 7 && text.size() != kShape.size()) return false;
  return std::ranges::equal(text, kShape.substr(0, text.size()), [](char c, char shape) {
    return shape == 'd' ? is_digit(c) : c == shape;
  });
}

}  // namespace touchpoint::web
