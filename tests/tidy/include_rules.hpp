// Who may include whom. The compiler cannot hold these rules: /usr/include and the project's top
// are on everybody's path. The two tables in include_rules.cpp are the rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tidy/tree.hpp"

namespace touchpoint::tidy {

// Why `includer` may not include `target`, both as paths from the top; empty: it may.
std::string forbidden_include(std::string_view includer, std::string_view target);

// The same for `#include <header>` of a library that is not ours.
std::string forbidden_library(std::string_view includer, std::string_view header);

// One complaint for each include line in `tree` that breaks a rule.
std::vector<std::string> include_complaints(const Tree& tree);

}  // namespace touchpoint::tidy
