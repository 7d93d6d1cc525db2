// Reads JSON as strictly as RFC 8259 and RFC 7493 (I-JSON) allow, because what two readers
// understand differently is how bad input gets in: duplicate members, numbers that a double cannot
// hold, lone surrogates and bad UTF-8 are refused, and so is anything deeper, longer or larger than
// limits.hpp says.
//
// Writes it back in one form, without white space, members in the order in which they came.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "web/api_refusal.hpp"

namespace touchpoint::web {

inline constexpr std::size_t kJsonMembersMax = 1024;   // of one object; ours have a dozen
inline constexpr std::size_t kJsonElementsMax = 4096;  // of one array; a batch has 500
inline constexpr std::size_t kJsonNameMax = 256;       // bytes of a member's name

Checked<boost::json::value> parse_json(std::string_view text);

std::string to_text(const boost::json::value& value);

}  // namespace touchpoint::web
