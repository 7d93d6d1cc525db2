#include "web/json/parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

constexpr std::int64_t kExactIntegerMax = (std::int64_t{1} << 53) - 1;  // RFC 7493 section 2.2

// What Boost.JSON's own handler does, and what it lets pass.
struct StrictHandler {
  static constexpr std::size_t max_object_size = kJsonMembersMax;
  static constexpr std::size_t max_array_size = kJsonElementsMax;
  static constexpr std::size_t max_key_size = kJsonNameMax;
  static constexpr std::size_t max_string_size = limits::kJsonStringMax;

  json::value_stack stack;
  std::vector<std::vector<std::string>> names{};  // of each object that is open
  std::string name{};
  std::string number{};
  std::string_view refusal{};  // ours, when Boost.JSON has no error for it

  bool refuse(std::string_view why, json::error_code& error) {
    refusal = why;
    error = json::error::syntax;
    return false;
  }

  bool on_document_begin(json::error_code&) {
    stack.reset();
    return true;
  }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code&) {
    names.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t size, json::error_code& error) {
    auto& own = names.back();
    // Sorted and not hashed: nobody can choose names that make this slow.
    std::ranges::sort(own);
    if (std::ranges::adjacent_find(own) != own.end()) {
      return refuse("a member stands twice in one object", error);
    }
    names.pop_back();
    stack.push_object(size);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t size, json::error_code&) {
    stack.push_array(size);
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    name.append(part);
    stack.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    names.back().push_back(std::move(name.append(part)));
    name.clear();
    stack.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    stack.push_string(part);
    return true;
  }

  bool on_number_part(json::string_view part, json::error_code&) {
    number.append(part);
    return true;
  }
  bool on_int64(std::int64_t value, json::string_view, json::error_code& error) {
    number.clear();
    if (value > kExactIntegerMax || value < -kExactIntegerMax) return refuse(kTooLarge, error);
    stack.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code& error) {
    return refuse(kTooLarge, error);  // only asked when an int64 cannot hold it
  }
  // Boost.JSON 1.81 rounds some decimals to a neighbour; the standard library rounds them right, so
  // that 129.99 is written as it was read.
  bool on_double(double, json::string_view part, json::error_code& error) {
    number.append(part);
    if (number.find_first_of(".eE") == std::string::npos) return refuse(kTooLarge, error);
    double value = 0;
    const auto* end = number.data() + number.size();
    const auto read = std::from_chars(number.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(value)) {
      return refuse(kTooLarge, error);
    }
    number.clear();
    stack.push_double(value);
    return true;
  }

  bool on_bool(bool value, json::error_code&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(json::error_code&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  static constexpr std::string_view kTooLarge = "a number is out of range";
};

ApiRefusal explain(json::error error) {
  switch (error) {
    case json::error::too_deep:
      return malformed("too_deep", "the JSON is nested deeper than 16 levels");
    case json::error::string_too_large:
      return malformed("too_long", "a text is longer than 4096 bytes");
    case json::error::key_too_large:
    case json::error::object_too_large:
    case json::error::array_too_large:
      return malformed("too_long", "an object, a list or a member's name is too large");
    case json::error::illegal_leading_surrogate:
    case json::error::illegal_trailing_surrogate:
    case json::error::expected_utf16_escape:
      return malformed("malformed_json", "a text holds half a surrogate pair");
    case json::error::incomplete:
      return malformed("malformed_json", "the JSON ends too early");
    case json::error::extra_data:
      return malformed("malformed_json", "something follows the JSON");
    default:
      return malformed("malformed_json", "the body is not JSON");
  }
}

void append_double(std::string& text, double value) {
  std::array<char, 32> digits{};
  // Without an exponent it would look like an integer that no double can hold, and be refused.
  const bool large = std::abs(value) > static_cast<double>(kExactIntegerMax);
  const auto [end, error] =
      large ? std::to_chars(digits.begin(), digits.end(), value, std::chars_format::scientific)
            : std::to_chars(digits.begin(), digits.end(), value);
  text.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// As deep as what parse_json lets in, or what we made ourselves.
void append(std::string& text, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      text += "null";
      return;
    case json::kind::bool_:
      text += value.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      text += std::to_string(value.get_int64());
      return;
    case json::kind::uint64:
      text += std::to_string(value.get_uint64());
      return;
    case json::kind::double_:
      append_double(text, value.get_double());
      return;
    case json::kind::string:
      text += json_quoted(std::string_view(value.get_string()));
      return;
    case json::kind::array: {
      text.push_back('[');
      const char* separator = "";
      for (const auto& element : value.get_array()) {
        text += separator;
        append(text, element);
        separator = ",";
      }
      text.push_back(']');
      return;
    }
    case json::kind::object: {
      text.push_back('{');
      const char* separator = "";
      for (const auto& member : value.get_object()) {
        text += separator;
        text += json_quoted(std::string_view(member.key()));
        text.push_back(':');
        append(text, member.value());
        separator = ",";
      }
      text.push_back('}');
      return;
    }
  }
}

}  // namespace

Checked<json::value> parse_json(std::string_view text) {
  // Said here because Boost.JSON only looks at the bytes of strings.
  if (!is_utf8(text)) return malformed("malformed_json", "the body is not UTF-8");
  json::parse_options options;
  options.max_depth = limits::kJsonDepthMax;
  json::basic_parser<StrictHandler> parser(options);
  json::error_code error;
  const auto read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error) {
    if (const auto why = parser.handler().refusal; !why.empty()) {
      const auto code =
          why == StrictHandler::kTooLarge ? "number_out_of_range" : "duplicate_member";
      return malformed(code, std::string(why));
    }
    return explain(static_cast<json::error>(error.value()));
  }
  return parser.handler().stack.release();
}

std::string to_text(const json::value& value) {
  std::string text;
  append(text, value);
  return text;
}

}  // namespace touchpoint::web
