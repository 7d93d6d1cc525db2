// touchpointctl: what IT types on a store device. It has no rights of its own: it asks the daemon
// over the control socket, which only the service's user and root can open.
#include <csignal>

#include "core/standard_streams.hpp"
#include "ctl/command_line.hpp"
#include "ctl/commands.hpp"
#include "ctl/terminal.hpp"

int main(int argc, char** argv) {
  using namespace touchpoint::ctl;
  touchpoint::occupy_standard_streams();
  // A reader that goes away is an error to report, not a reason to die without a word.
  std::signal(SIGPIPE, SIG_IGN);

  const auto parsed = parse_command_line(argc, argv);
  if (const auto* ending = std::get_if<Ending>(&parsed)) {
    tell(ending->to_stderr);
    const bool shown = ending->to_stdout.empty() || print(ending->to_stdout);
    return static_cast<int>(shown ? ending->code : ExitCode::failed);
  }
  return static_cast<int>(run(std::get<CommandLine>(parsed)));
}
