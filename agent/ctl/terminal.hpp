// Standard output, standard error and the person who may sit in front of them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "ctl/command_line.hpp"

namespace touchpoint::ctl {

// Writes all of `text` to standard output; fails when it is closed or its reader has gone.
Result<void> print(std::string_view text);
// Explanations, progress and complaints, on standard error; nobody minds when they are lost.
void tell(std::string_view text);

// Fails when standard output is closed: asked before something is made that is shown only once.
Result<void> require_stdout();

// Waits, and ends early when nobody reads standard output any more; whether it is so.
bool reader_gone_within(std::chrono::milliseconds pause);

bool stdin_is_terminal();
bool stderr_is_terminal();  // somebody watches the progress
bool colours_wanted();      // standard output is a terminal, and NO_COLOR and TERM allow it

// What LC_ALL, LC_MESSAGES or LANG asks for; English when they ask for nothing that is known.
Language language_of_environment();

// Asks on standard error and reads one line of standard input, without its end.
Result<std::string> ask(std::string_view prompt);

// Asks on the terminal and reads one line that is not shown.
Result<std::string> ask_secretly(std::string_view prompt);

}  // namespace touchpoint::ctl
