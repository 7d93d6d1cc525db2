// What the agent's answers say, as far as a file's events need it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/poslog/mapping.hpp"

namespace touchpoint::devices {

std::string recognition_body(const Shown& shown);

// Whose identifier it is; empty: nobody's, or somebody's who is only possibly meant.
std::string profile_of(std::string_view recognition);

// Why something is refused, from the answer that says so.
std::string sentence_of(int status, std::string_view refusal);

struct EventResult {
  enum class What { recorded, refused, taken, later };  // taken: under its id there is another
  What what = What::later;
  std::string sentence;  // why it is refused
};
// Of a batch, in its order. nullopt: it is no such answer, or has another number of results.
std::optional<std::vector<EventResult>> results_of(std::string_view batch, std::size_t size);

}  // namespace touchpoint::devices
