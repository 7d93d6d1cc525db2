// Where secrets come from: a file, standard input ("-") or the terminal; never the command line.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"

namespace touchpoint::ctl {

// One line, without white space at its ends. On a terminal "-" asks for it and does not show it.
Result<std::string> read_secret(const std::string& file_or_dash, std::string_view prompt);

// A PIN of the length that is allowed; asked for twice on the terminal when no file is named.
Result<std::string> read_pin(const std::optional<std::string>& file_or_dash);

}  // namespace touchpoint::ctl
