// A lookup and its answer as JSON (CONTRACT.md, "Lookups").
#pragma once

#include <string>
#include <string_view>

#include "core/lookup.hpp"
#include "core/result.hpp"

namespace touchpoint::sync {

std::string to_json(const Lookup& lookup);
// `refused` when it asks for nothing, or for too much, or a known member has the wrong type.
Result<Lookup> lookup_from_json(std::string_view json);

std::string to_json(const LookupAnswer& answer);
Result<LookupAnswer> lookup_answer_from_json(std::string_view json);

}  // namespace touchpoint::sync
