// Reads members of JSON objects that others wrote: each function gives the member when it is there
// and of the right type, and "nothing" otherwise, because readers of the contract pass over what
// they do not understand.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "core/clock.hpp"
#include "core/profile.hpp"
#include "core/result.hpp"

namespace touchpoint::hub {

// One JSON object and nothing behind it, no member twice, at most limits::kJsonDepthMax deep; else
// `refused`.
Result<boost::json::object> parse_object(std::string_view text);

const boost::json::object* object_member(const boost::json::object& object, std::string_view name);
const boost::json::array* array_member(const boost::json::object& object, std::string_view name);
// Trimmed. A whole number counts as its digits, because shops send ids both ways. Longer than
// limits::kJsonStringMax, or with control characters in it: not there.
std::string text_member(const boost::json::object& object, std::string_view name);
// A finite number, or a string that is one ("39.95"), because shops send amounts both ways.
std::optional<double> number_member(const boost::json::object& object, std::string_view name);
std::optional<bool> bool_member(const boost::json::object& object, std::string_view name);
std::optional<WallTime> time_member(const boost::json::object& object, std::string_view name);
std::vector<Product> products_member(const boost::json::object& object, std::string_view name);
std::optional<Product> product_of(const boost::json::object& object);

}  // namespace touchpoint::hub
