// Writes what describes a person without identifying them the one way in which it is kept and
// compared. Pure functions; empty is what they give for what cannot be read.
#pragma once

#include <string>
#include <string_view>

namespace touchpoint::recognition {

// A date of birth as sources send it, in ISO 8601: "1984-03-07", "1984-03" or "1984", or a time of
// which only the date is taken. Empty when there is no such day, or it is before 1850 or after
// 2199.
std::string birth_date(std::string_view written);

// A postal code: trimmed, in upper case, at most 16 bytes; letters, digits, spaces and dashes.
std::string postal_code(std::string_view written);

}  // namespace touchpoint::recognition
