// A command line as it was declared: explained to shells and manual pages, and to whoever mistyped
// it. For the programs that people type, so that all of them answer in the same way.
#pragma once

#include <string_view>
#include <vector>

#include "ctl/command_line.hpp"
#include "ctl/manual.hpp"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace touchpoint::ctl {

// The program, then every command and group of commands, in the order in which --help shows them.
std::vector<CommandHelp> help_of(const CLI::App& app);

// Options that a program does not have because what stands behind them would be a secret: whoever
// tries one is told, and what was typed is not repeated.
struct Secrets {
  std::vector<std::string_view> options;
  std::string_view advice;
};

// What to say to what was typed: the help that was asked for, or one sentence, what may be meant,
// and exit code 2.
Ending ending(const CLI::App& app, const CLI::ParseError& error,
              const std::vector<std::string_view>& typed, const Secrets& secrets);

}  // namespace touchpoint::ctl
