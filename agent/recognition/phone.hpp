// Writes telephone numbers as E.164: "+390212345678". By the facts of every region's numbering plan
// (tables/), in the way of libphonenumber, whose results it shares; the Italian leading zero stays.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace touchpoint::recognition {

// `written` as a person in `region` (ISO 3166-1 alpha-2: "IT") writes or dials it; a number that
// begins with
// "+" or "tel:+" means the same everywhere. With no region only those can be read.
//
// The first is what it most likely means. There is a second when the digits can be read with and
// without their country code: "39 02 12345" in Italy.
//
// `refused`, with a sentence that does not repeat the number: it has other characters, too few or
// too many digits, no country code where no region is known, or a country code that does not exist.
Result<std::vector<std::string>> e164(std::string_view written, std::string_view region);

// Whether there is a numbering plan for it.
bool is_phone_region(std::string_view region);

}  // namespace touchpoint::recognition
