// What all commands share: how they end, in which language they speak, how they find the daemon.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "control/control.hpp"
#include "core/result.hpp"
#include "ctl/command_line.hpp"
#include "ctl/exit_code.hpp"
#include "ctl/words.hpp"

namespace touchpoint::ctl {

ExitCode fail(ExitCode code, std::string_view sentence);  // says why on standard error
ExitCode say(std::string_view text);                      // prints it; `failed` when that fails
void show_progress(std::string_view sentence);

Language language_of(const CommandLine& line);  // --lang, or what the environment asks for
Words words_for(const CommandLine& line);

// Where the daemon listens: --socket, or what the configuration says, or the usual place.
Result<std::string> socket_of(const CommandLine& line);

// Connects to the daemon, runs `work` and turns what goes wrong into an exit code. `patience`: for
// a command that is typed right after the daemon was started.
ExitCode with_daemon(const CommandLine& line,
                     const std::function<Result<ExitCode>(control::ControlClient&)>& work,
                     std::chrono::milliseconds patience = {});

}  // namespace touchpoint::ctl
