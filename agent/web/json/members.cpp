#include "web/json/members.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "core/redaction.hpp"
#include "core/text.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

// A name that a programmer may have mistyped, and not something that a customer said.
bool may_be_repeated(std::string_view name) {
  constexpr std::size_t kLongest = 40;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  return name.size() <= kLongest && std::ranges::all_of(name, plain) && !find_forbidden(name);
}

ApiRefusal unknown_member(std::string_view name, std::span<const std::string_view> known) {
  std::string sentence = may_be_repeated(name) ? "the member " + quoted(name) + " is not known here"
                                               : "a member is not known here";
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  if (const auto meant = nearest(name, candidates)) {
    sentence += "; did you mean " + quoted(*meant) + "?";
  }
  return malformed("unknown_member", std::move(sentence));
}

ApiRefusal missing(std::string_view name) {
  return malformed("missing_member", "the member " + quoted(name) + " is missing");
}

ApiRefusal wrong_type(std::string_view name, std::string_view type) {
  return malformed("wrong_type", quoted(name) + " must be " + std::string(type));
}

Checked<std::string_view> as_text(const json::value& value, std::string_view name,
                                  TextLimits limits) {
  if (!value.is_string()) return wrong_type(name, "a text");
  const std::string_view text{value.get_string()};
  if (text.size() < limits.min) return unacceptable("empty", quoted(name) + " is empty");
  if (text.size() > limits.max) {
    return unacceptable("too_long",
                        quoted(name) + " is longer than " + std::to_string(limits.max) + " bytes");
  }
  return text;
}

}  // namespace

Checked<void> only_members(const json::object& object, std::span<const std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view name{member.key()};
    if (std::ranges::find(known, name) == known.end()) return unknown_member(name, known);
  }
  return success();
}

Checked<void> only_members(const json::object& object,
                           std::initializer_list<std::string_view> known) {
  return only_members(object, std::span(known.begin(), known.size()));
}

Checked<const json::object*> as_object(const json::value& value, std::string_view what) {
  if (const auto* object = value.if_object()) return object;
  return malformed("wrong_type", std::string(what) + " must be an object");
}

Checked<std::string_view> text_member(const json::object& object, std::string_view name,
                                      TextLimits limits) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return missing(name);
  return as_text(*value, name, limits);
}

Checked<std::optional<std::string_view>> optional_text_member(const json::object& object,
                                                              std::string_view name,
                                                              TextLimits limits) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return std::optional<std::string_view>{};
  TP_TRY(const auto text, as_text(*value, name, limits));
  return std::optional<std::string_view>{text};
}

Checked<double> number_member(const json::object& object, std::string_view name, double min,
                              double max) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return missing(name);
  if (!value->is_number()) return wrong_type(name, "a number");
  const auto number = value->to_number<double>();
  if (number < min || number > max) {
    return unacceptable("out_of_range", quoted(name) + " is out of range");
  }
  return number;
}

Checked<std::int64_t> integer_member(const json::object& object, std::string_view name,
                                     std::int64_t min, std::int64_t max) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return missing(name);
  if (!value->is_int64()) return wrong_type(name, "a whole number");
  const auto number = value->get_int64();
  if (number < min || number > max) {
    return unacceptable("out_of_range", quoted(name) + " must be from " + std::to_string(min) +
                                            " to " + std::to_string(max));
  }
  return number;
}

}  // namespace touchpoint::web
