// What touchpointctl does, one function per command.
#pragma once

#include "ctl/command_line.hpp"
#include "ctl/exit_code.hpp"

namespace touchpoint::ctl {

// Runs the command and says on standard error why when it fails. Never throws.
ExitCode run(const CommandLine& line);

}  // namespace touchpoint::ctl
