// What touchpointctl's exit codes mean; scripts rely on them. 69 and 78 are those of sysexits.h.
#pragma once

namespace touchpoint::ctl {

enum class ExitCode {
  well = 0,
  failed = 1,         // it did not work, or `status` found something that needs a person
  usage = 2,          // the command line is wrong
  unreachable = 69,   // the daemon does not answer
  misconfigured = 78  // the configuration file is wrong
};

}  // namespace touchpoint::ctl
