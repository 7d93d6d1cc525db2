// `touchpointctl why`: how a scan was decided, in plain words, from the journal.
#pragma once

#include <string>

#include "ctl/command_line.hpp"
#include "ctl/exit_code.hpp"
#include "ctl/why_answer.hpp"
#include "ctl/words.hpp"

namespace touchpoint::ctl {

// What was scanned, what it could be, the verdict and what it rests on; fields with their bits as a
// table that sums up.
std::string describe(const Explanation& explanation, const Words& words);

ExitCode why(const CommandLine& line);

}  // namespace touchpoint::ctl
