#include "ctl/manual.hpp"

#include <algorithm>

#include "config/manual.hpp"

namespace touchpoint::ctl {
namespace {

using config::roff;

constexpr std::string_view kBegin = R"(.TH TOUCHPOINTCTL 1 "" "Touchpoint" "Touchpoint"
.SH NAME
touchpointctl \- ask the Touchpoint daemon on this device, and tell it what to do
.SH SYNOPSIS
.B touchpointctl
.RI [ options ]
.I command
.RI [ arguments ]
.SH DESCRIPTION
.B touchpointctl
asks
.BR touchpointd (8)
over its control socket, which only the service's user and root may open, and says the answer in plain
words, Italian or English.
.B doctor
and
.B support\-bundle
work while the daemon is down, too;
.BR config ,
.B completion
and
.B manual
need none;
.B restore
needs one that is stopped.
.PP
Secrets are read from files, from standard input
.RB ( \- )
or from the terminal, never from the command line, where other users could see them. Colours appear on a
terminal only, and not when
.B NO_COLOR
is set.
)";

constexpr std::string_view kEnd = R"(.SH EXIT STATUS
.TP
.B 0
It worked, and nothing needs a person.
.TP
.B 1
It did not work, or something needs a person: standard error, or the answer, says what.
.TP
.B 2
The command line is wrong.
.TP
.B 69
The daemon does not answer.
.TP
.B 78
The configuration is wrong.
.SH FILES
.TP
.I /etc/touchpoint/agent.toml
The configuration; see
.BR touchpoint.toml (5).
.TP
.I /run/touchpoint/control.sock
Where the daemon listens, unless the configuration says otherwise.
.SH ENVIRONMENT
.TP
.BR LC_ALL ", " LC_MESSAGES ", " LANG
The language, unless
.B \-\-lang
says it.
.TP
.B NO_COLOR
No colours, on a terminal either.
.SH EXAMPLES
.nf
touchpointctl status
touchpointctl doctor \-\-lang it
touchpointctl enrol \-\-hub https://hub.example:8443 \-\-token\-file token
touchpointctl staff add giulia \-\-display\-name "Giulia R."
touchpointctl tail \-n 50 \-\-follow
touchpointctl backup /media/usb/milano\-01\-pos\-1.tar
.fi
.SH SEE ALSO
.BR touchpointd (8),
.BR touchpoint.toml (5),
.BR touchpoint\-hub (8)
)";

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

std::string option_entry(const OptionHelp& option) {
  std::string entry = ".TP\n";
  if (option.names.empty()) {
    entry += ".I " + roff(option.value) + "\n";
  } else {
    std::vector<std::string> names;
    for (const auto& name : option.names)
      names.push_back("\\fB" + roff(name) + "\\fR");
    entry += joined(names, ", ");
    if (!option.value.empty()) entry += " \\fI" + roff(option.value) + "\\fR";
    entry += "\n";
  }
  entry += roff(option.meaning);
  if (!option.choices.empty()) entry += " One of " + roff(joined(option.choices, ", ")) + ".";
  return entry + "\n";
}

// How a command is typed: "staff add NAME --display-name TEXT [options]".
std::string heading(const CommandHelp& command) {
  std::string text = "\\fB" + roff(command.name) + "\\fR";
  bool others = false;
  for (const auto& option : command.options) {
    if (option.names.empty()) {
      text += option.required ? " \\fI" + roff(option.value) + "\\fR"
                              : " [\\fI" + roff(option.value) + "\\fR]";
    } else if (option.required) {
      text += " \\fB" + roff(option.names.back()) + "\\fR \\fI" + roff(option.value) + "\\fR";
    } else {
      others = true;
    }
  }
  return text + (others ? " [\\fIoptions\\fR]" : "");
}

// A word list for `compgen -W`.
std::string words_after(const CommandHelp& command, const CommandHelp& program) {
  auto words = command.below;
  for (const auto* of : {&command, &program}) {
    for (const auto& option : of->options)
      words.insert(words.end(), option.names.begin(), option.names.end());
    if (&command == &program) break;
  }
  return joined(words, " ");
}

// What follows an option with a value: its choices, or a file's name.
std::string value_cases(const std::vector<CommandHelp>& commands) {
  std::vector<std::string> seen;
  std::string cases;
  for (const auto& command : commands) {
    for (const auto& option : command.options) {
      const auto names = joined(option.names, "|");
      if (option.value.empty() || names.empty() || std::ranges::find(seen, names) != seen.end()) {
        continue;
      }
      seen.push_back(names);
      const bool file = option.value == "FILE" || option.value == "PATH";
      cases += "    " + names + ") COMPREPLY=(" +
               (option.choices.empty()
                    ? (file ? "$(compgen -f -- \"$cur\")" : "")
                    : "$(compgen -W \"" + joined(option.choices, " ") + "\" -- \"$cur\")") +
               "); return ;;\n";
    }
  }
  return cases;
}

bool takes_a_file(const CommandHelp& command) {
  return std::ranges::any_of(command.options, [](const auto& option) {
    return option.names.empty() && option.value == "FILE";
  });
}

}  // namespace

std::string bash_completion(std::string_view program, const std::vector<CommandHelp>& commands) {
  const std::string name{program};
  auto function = "_" + name;
  std::ranges::replace(function, '-', '_');
  std::string text =
      "# bash completion for " + name + ": made by `" + name + " completion bash`.\n" + function +
      "() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word i\n"
      "  case $prev in\n" +
      value_cases(commands) +
      "  esac\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    word=\"${command:+$command }${COMP_WORDS[i]}\"\n"
      "    case $word in\n      ";
  std::vector<std::string> names;
  for (const auto& command : commands) {
    if (!command.name.empty()) names.push_back("\"" + command.name + "\"");
  }
  text += joined(names, "|") + ") command=$word ;;\n    esac\n  done\n  case $command in\n";
  for (const auto& command : commands) {
    text += "    \"" + command.name + "\") COMPREPLY=($(compgen -W \"" +
            words_after(command, commands.front()) + "\" -- \"$cur\")";
    if (takes_a_file(command)) text += " $(compgen -f -- \"$cur\")";
    text += ") ;;\n";
  }
  return text + "  esac\n}\ncomplete -o filenames -F " + function + " " + name + "\n";
}

std::string manual_page(const std::vector<CommandHelp>& commands) {
  std::string text{kBegin};
  text += ".SH OPTIONS\n";
  for (const auto& option : commands.front().options)
    text += option_entry(option);
  text += ".SH COMMANDS\n";
  for (const auto& command : commands) {
    if (command.name.empty() || !command.below.empty()) continue;
    text += ".SS " + heading(command) + "\n" + roff(command.meaning) + ".\n";
    for (const auto& option : command.options)
      text += option_entry(option);
  }
  return text.append(kEnd);
}

}  // namespace touchpoint::ctl
