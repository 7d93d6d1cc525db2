// A text that somebody wrote for customers in some languages.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace touchpoint {

// BCP 47, or "default", and what it says there.
using Wording = std::vector<std::pair<std::string, std::string>>;

}  // namespace touchpoint
