#include "ctl/command_tree.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include <CLI/CLI.hpp>

#include "core/text.hpp"

namespace touchpoint::ctl {
namespace {

// The App of the deepest subcommand that was understood: its help is the one that helps.
const CLI::App& deepest(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : deepest(*chosen.front());
}

bool has_secret(const std::vector<std::string_view>& typed, const Secrets& secrets) {
  return std::ranges::any_of(typed, [&](std::string_view word) {
    const auto option = word.substr(0, word.find('='));
    return std::ranges::find(secrets.options, option) != secrets.options.end();
  });
}

std::string advice(const CLI::App& app, const std::vector<std::string_view>& typed) {
  const auto& level = deepest(app);
  std::vector<std::string> names;
  for (const auto* command : level.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (std::size_t i = 1; i < typed.size(); ++i) {
    const auto near = typed[i].starts_with('-') ? std::nullopt : nearest(typed[i], known);
    if (near && *near != typed[i]) return "Did you mean \"" + std::string(*near) + "\"?\n";
  }
  return {};
}

OptionHelp option_help(const CLI::Option& option) {
  OptionHelp help;
  for (const auto& name : option.get_snames())
    help.names.push_back("-" + name);
  for (const auto& name : option.get_lnames())
    help.names.push_back("--" + name);
  const bool flag = option.get_expected_max() == 0;
  // Choices stand in CLI11's name of the type: "TEXT:{it,en}".
  auto value = option.get_type_name();
  const auto open = value.find(":{");
  if (open != std::string::npos && value.ends_with('}')) {
    std::istringstream choices(value.substr(open + 2, value.size() - open - 3));
    for (std::string choice; std::getline(choices, choice, ',');)
      help.choices.push_back(choice);
  }
  value.resize(std::min(value.find(':'), value.size()));
  if (!flag) help.value = value;
  // What is known by its place is known by its name.
  if (help.names.empty()) {
    help.value = option.get_name(true);
    std::ranges::transform(help.value, help.value.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  }
  help.meaning = option.get_description();
  if (!help.meaning.ends_with('.')) help.meaning += '.';
  help.required = option.get_required();
  return help;
}

void add_help(std::vector<CommandHelp>& all, const CLI::App& app, const std::string& name) {
  CommandHelp help{.name = name, .meaning = app.get_description(), .options = {}};
  for (const auto* option : app.get_options())
    help.options.push_back(option_help(*option));
  const auto below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* command : below)
    help.below.push_back(command->get_name());
  all.push_back(std::move(help));
  for (const auto* command : below)
    add_help(all, *command, name.empty() ? command->get_name() : name + " " + command->get_name());
}

}  // namespace

std::vector<CommandHelp> help_of(const CLI::App& app) {
  std::vector<CommandHelp> all;
  add_help(all, app, "");
  // Every level has a --help of its own; once is enough.
  for (auto command = all.begin() + 1; command != all.end(); ++command) {
    std::erase_if(command->options, [](const OptionHelp& option) {
      return std::ranges::find(option.names, "--help") != option.names.end();
    });
  }
  return all;
}

Ending ending(const CLI::App& app, const CLI::ParseError& error,
              const std::vector<std::string_view>& typed, const Secrets& secrets) {
  std::ostringstream out;
  std::ostringstream err;
  const bool help = app.exit(error, out, err) == 0;
  if (help) return {ExitCode::well, out.str(), {}};
  const auto program = app.get_name() + ": ";
  if (has_secret(typed, secrets)) {
    return {ExitCode::usage,
            {},
            program + "secrets never stand on the command line, where other users can see them: " +
                std::string(secrets.advice) + "\n"};
  }
  return {
      ExitCode::usage,
      {},
      program + error.what() + "\n" + advice(app, typed) + "Try " + app.get_name() + " --help.\n"};
}

}  // namespace touchpoint::ctl
