// Commands that look at the device as a whole.
#pragma once

#include "ctl/command_line.hpp"
#include "ctl/doctor/finding.hpp"
#include "ctl/exit_code.hpp"
#include "ctl/status_words.hpp"

namespace touchpoint::ctl {

// Everything that the doctor finds; tells what it looks at when `progress`.
Findings findings_of(const CommandLine& line, bool progress);

Report describe(const Findings& findings, Language language);

ExitCode doctor(const CommandLine& line);

}  // namespace touchpoint::ctl
