// What the facts of an event (its `data`) must be: for the types of CONTRACT.md each member that
// the table names, for every type nothing that may not be stored. Types that are not in the table
// are somebody's own and are kept as they are.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "web/api_refusal.hpp"

namespace touchpoint::web {

Checked<void> check_facts(std::string_view type, const boost::json::object& data);

// Card numbers, tax codes, health cards and control characters in any text, name or number.
Checked<void> check_nothing_forbidden(const boost::json::object& data);

// Whether the device records events of this type itself, so that nobody else may: an audit entry
// that a caller could write would prove nothing.
bool is_own_type(std::string_view type);

}  // namespace touchpoint::web
