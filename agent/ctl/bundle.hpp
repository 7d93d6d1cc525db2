// `touchpointctl support-bundle`: one file for whoever helps from afar. It holds how the device is
// and nothing about customers or staff: no body of a row, no name, no code, no key.
#pragma once

#include "ctl/command_line.hpp"
#include "ctl/exit_code.hpp"

namespace touchpoint::ctl {

// Works while the daemon is down, too; what could not be had is named in the bundle.
ExitCode support_bundle(const CommandLine& line);

}  // namespace touchpoint::ctl
