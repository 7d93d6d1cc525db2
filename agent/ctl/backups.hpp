// `touchpointctl backup` and `touchpointctl restore`: what this device cannot get back from its
// hub, taken away and put back.
#pragma once

#include "ctl/command_line.hpp"
#include "ctl/exit_code.hpp"

namespace touchpoint::ctl {

ExitCode make_backup(const CommandLine& line);
ExitCode restore_backup(const CommandLine& line);  // the daemon must be stopped

}  // namespace touchpoint::ctl
