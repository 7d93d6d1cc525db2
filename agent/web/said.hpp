// What staff type of somebody, member by member: trimmed, bounded, and nothing that may not be
// looked up or kept.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "web/api_refusal.hpp"

namespace touchpoint::web {

inline constexpr std::size_t kFactMax = 128;  // bytes of a name

// Empty when it is not there. `code`: what a refusal of what it says is called; empty: by what is
// wrong.
Checked<std::string> said_member(const boost::json::object& object, std::string_view name,
                                 std::size_t max, std::string_view code = {});

// "1984", "1984-03", "1984-03-07"; whether such a day was is not asked: it is a slip then.
bool is_birth_date(std::string_view text);

}  // namespace touchpoint::web
