// The command line explained to shells and to man(1), from the same declaration that parses it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace touchpoint::ctl {

struct OptionHelp {
  std::vector<std::string> names;  // "-n", "--rows"; empty: it is known by its place
  std::string value;               // "FILE", "URL" …; empty: a flag
  std::string meaning;
  std::vector<std::string> choices{};  // the only values there are; empty: any
  bool required = false;
};

struct CommandHelp {
  std::string name;  // "staff add"; empty: the program itself
  std::string meaning;
  std::vector<OptionHelp> options;
  std::vector<std::string> below{};  // "add", "list" …
};

std::vector<CommandHelp> command_help();  // touchpointctl's

// For the program of that name, whose `completion bash` prints it.
std::string bash_completion(std::string_view program, const std::vector<CommandHelp>& commands);
std::string manual_page(const std::vector<CommandHelp>& commands);  // touchpointctl.1

}  // namespace touchpoint::ctl
