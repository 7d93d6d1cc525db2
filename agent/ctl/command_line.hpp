// The command line as plain values. CLI11 stays behind this header.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ctl/exit_code.hpp"

namespace touchpoint::ctl {

enum class Language { italian, english };

struct CommandLine {
  std::string command;  // "status", "staff add" …
  std::optional<Language> language;
  std::optional<std::string> socket;
  std::optional<std::string> config;

  bool json = false;
  bool origin = false;
  bool follow = false;
  bool with_identity = false;
  bool set_aside = false;
  std::int64_t rows = 0;
  std::string hub;
  std::string token_file;
  std::string line_file;  // the hub and the token in one text
  bool remove_file = false;
  std::string file;
  std::string bundle;  // empty: a name with the time in it, here
  std::string name;
  std::string display_name;
  std::string role;
  std::string profile;
  std::string decision;
  std::vector<std::int64_t> sequences;
  std::string wipe_name;  // empty: to be typed
  bool lose_unsent = false;
  bool take_away = false;
  std::optional<std::string> pin_file;
};

// What to print and with which code to end when there is nothing to run: help, or a mistake.
struct Ending {
  ExitCode code = ExitCode::well;
  std::string to_stdout;
  std::string to_stderr;
};

std::variant<CommandLine, Ending> parse_command_line(int argc, const char* const* argv);

}  // namespace touchpoint::ctl
