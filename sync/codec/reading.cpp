#include "sync/codec/reading.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "core/limits.hpp"

namespace touchpoint::sync::reading {
namespace {

namespace json = boost::json;

// Recursion is bounded by the parser's own depth limit.
std::size_t count_members(const json::value& value) {
  std::size_t members = 0;
  if (const auto* object = value.if_object()) {
    members += object->size();
    for (const auto& member : *object)
      members += count_members(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array)
      members += count_members(element);
  }
  return members;
}

json::string_view key(std::string_view name) {
  return {name.data(), name.size()};
}

// Builds the value as the library's own parser does, with two differences: it counts the members
// as they stood in the text, and it reads fractions exactly (the library's may be one bit off, and
// then a price would not be what was written).
struct Builder {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  using error_code = json::error_code;
  using string_view = json::string_view;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t n, error_code&) {
    return members += n, stack.push_object(n), true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t n, error_code&) { return stack.push_array(n), true; }
  bool on_key_part(string_view s, std::size_t, error_code&) { return stack.push_chars(s), true; }
  bool on_key(string_view s, std::size_t, error_code&) { return stack.push_key(s), true; }
  bool on_string_part(string_view s, std::size_t, error_code&) { return stack.push_chars(s), true; }
  bool on_string(string_view s, std::size_t, error_code&) { return stack.push_string(s), true; }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t i, string_view, error_code&) { return stack.push_int64(i), true; }
  bool on_uint64(std::uint64_t u, string_view, error_code&) { return stack.push_uint64(u), true; }
  bool on_double(double nearly, string_view s, error_code& error) {
    double exactly = nearly;
    std::from_chars(s.data(), s.data() + s.size(), exactly);
    if (!std::isfinite(exactly)) {
      error = json::error::exponent_overflow;
      return false;
    }
    return stack.push_double(exactly), true;
  }
  bool on_bool(bool b, error_code&) { return stack.push_bool(b), true; }
  bool on_null(error_code&) { return stack.push_null(), true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  json::value_stack stack;
  std::size_t members = 0;
};

}  // namespace

Result<json::value> parse_strictly(std::string_view text, std::string_view what,
                                   const json::storage_ptr& memory) {
  const auto refuse = [what](std::string_view why) {
    return refused(std::string(what).append(" ").append(why));
  };
  json::parse_options options;
  options.max_depth = limits::kJsonDepthMax;
  json::basic_parser<Builder> parser(options);
  parser.handler().stack.reset(memory);
  json::error_code error;
  const auto length = parser.write_some(false, text.data(), text.size(), error);
  if (error) return refuse("is not JSON (" + error.message() + ")");
  if (length != text.size()) return refuse("has something behind its end");
  auto root = parser.handler().stack.release();
  if (!root.is_object()) return refuse("is not a JSON object");
  // Of members with the same name the parser keeps the last, another program may keep the first:
  // such a text means two things, so it means nothing.
  if (count_members(root) != parser.handler().members) return refuse("has a member twice");
  return root;
}

Result<Document> Document::parse(std::string_view text, std::string_view what) {
  Document document;
  document.memory_ = std::make_unique<json::monotonic_resource>(text.size() * 2 + 512);
  TP_TRY(auto root, parse_strictly(text, what, document.memory_.get()));
  document.root_ = std::make_unique<json::value>(std::move(root));
  return document;
}

const json::value* Members::find(std::string_view name) const {
  const auto* value = object_.if_contains(key(name));
  return value == nullptr || value->is_null() ? nullptr : value;
}

void Members::wrong(std::string_view name, std::string_view must_be) const {
  if (problem_.found()) return;
  problem_.sentence.append(what_).append(": `").append(name).append("` must be ").append(must_be);
}

std::string_view Members::text(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return {};
  const auto* text = value->if_string();
  if (text == nullptr) {
    wrong(name, "a string");
    return {};
  }
  return {text->data(), text->size()};
}

std::int64_t Members::count(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return 0;
  const auto* integer = value->if_int64();
  if (integer == nullptr || *integer < 0) {
    wrong(name, "a whole number that is not negative");
    return 0;
  }
  return *integer;
}

std::optional<int> Members::small(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto* integer = value->if_int64();
  if (integer == nullptr || *integer < std::numeric_limits<int>::min() ||
      *integer > std::numeric_limits<int>::max()) {
    wrong(name, "a small whole number");
    return std::nullopt;
  }
  return static_cast<int>(*integer);
}

std::optional<double> Members::number(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  json::error_code error;
  const auto number = value->to_number<double>(error);
  if (error || !std::isfinite(number)) {
    wrong(name, "a number");
    return std::nullopt;
  }
  return number;
}

bool Members::flag(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return false;
  const auto* flag = value->if_bool();
  if (flag == nullptr) {
    wrong(name, "true or false");
    return false;
  }
  return *flag;
}

std::optional<WallTime> Members::time(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  const auto time = from_rfc3339(text(name));
  if (!time) wrong(name, "a time as in RFC 3339");
  return time;
}

const json::object* Members::object(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) wrong(name, "an object");
  return value->if_object();
}

const json::array* Members::list(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) wrong(name, "a list");
  return value->if_array();
}

}  // namespace touchpoint::sync::reading
