// Takes the members of a JSON object one by one, by name and type, and says in one sentence what is
// wrong with one. Names are ours; what was sent is repeated in a sentence only when it cannot be
// personal.
#pragma once

#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <boost/json/object.hpp>

#include "web/api_refusal.hpp"

namespace touchpoint::web {

// Refuses the first member that is not among `known`, and names the nearest that is.
Checked<void> only_members(const boost::json::object& object,
                           std::span<const std::string_view> known);
Checked<void> only_members(const boost::json::object& object,
                           std::initializer_list<std::string_view> known);

Checked<const boost::json::object*> as_object(const boost::json::value& value,
                                              std::string_view what);

struct TextLimits {
  std::size_t min = 1;  // bytes
  std::size_t max = 256;
};
Checked<std::string_view> text_member(const boost::json::object& object, std::string_view name,
                                      TextLimits limits = {});
Checked<std::optional<std::string_view>> optional_text_member(const boost::json::object& object,
                                                              std::string_view name,
                                                              TextLimits limits = {});

Checked<double> number_member(const boost::json::object& object, std::string_view name, double min,
                              double max = std::numeric_limits<double>::max());
Checked<std::int64_t> integer_member(const boost::json::object& object, std::string_view name,
                                     std::int64_t min, std::int64_t max);

}  // namespace touchpoint::web
