// `touchpointctl tail`: what was recorded last, one line a row, without what it says of anybody.
#pragma once

#include <string>

#include "ctl/answers.hpp"
#include "ctl/command_line.hpp"
#include "ctl/exit_code.hpp"
#include "ctl/words.hpp"

namespace touchpoint::ctl {

// "    4711  2026-03-02T10:41:07.120Z  touchpoint.scan.received  counter-1  sent"
std::string line_of(const ListedRow& row, const Words& words);
std::string json_of(const ListedRow& row);  // one object on one line

ExitCode tail(const CommandLine& line);

}  // namespace touchpoint::ctl
