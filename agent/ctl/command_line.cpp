#include "ctl/command_line.hpp"

#include <vector>

#include <CLI/CLI.hpp>

#include "config/agent_config.hpp"
#include "ctl/command_tree.hpp"

namespace touchpoint::ctl {
namespace {

constexpr const char* kFooter =
    R"(Exit codes: 0 well; 1 it did not work, or something needs a person; 2 wrong command
line; 69 the daemon does not answer; 78 the configuration is wrong.

Secrets are read from files, from standard input ("-") or from the terminal, never
from the command line, where other users could see them.)";

void add_staff(CLI::App& app, CommandLine& line) {
  auto& staff = *app.add_subcommand("staff", "Who may sign in at the counter");
  staff.require_subcommand(1);
  auto& add = *staff.add_subcommand("add", "Add somebody; asks for the PIN twice");
  add.add_option("name", line.name, "The name to sign in with: a-z, 0-9 and '-'")->required();
  add.add_option("--display-name", line.display_name, "The name that screens show")->required();
  add.add_option("--role", line.role, "What they may do")
      ->check(CLI::IsMember({"associate", "supervisor", "it"}))
      ->capture_default_str();
  add.add_option("--pin-file", line.pin_file, "Read the PIN (6 to 12 digits) from FILE, or from -")
      ->type_name("FILE");
  staff.add_subcommand("list", "Show who may sign in");
  for (const auto& [verb, meaning] :
       {std::pair{"remove", "Remove somebody; what they recorded stays"},
        std::pair{"enable", "Let somebody in again who mistyped the PIN too often"}}) {
    staff.add_subcommand(verb, meaning)->add_option("name", line.name, "Who")->required();
  }
  auto& badge = *staff.add_subcommand(
      "badge",
      "Give somebody a badge: its code is read from the terminal, where a scanner types it, "
      "or from standard input");
  badge.add_option("name", line.name, "Who")->required();
  badge.add_flag("--take-away", line.take_away, "They have lost it, or give it back");
}

void add_tokens(CLI::App& app, CommandLine& line) {
  auto& token = *app.add_subcommand("token", "What tills and programs sign in with");
  token.require_subcommand(1);
  token.add_subcommand("add", "Make a token and print it, this once, on standard output")
      ->add_option("name", line.name, "Which program it is for: a-z, 0-9 and '-'")
      ->required();
  token.add_subcommand("list", "Show which programs have a token");
  token.add_subcommand("remove", "Make a token worthless at once")
      ->add_option("name", line.name, "Which program's")
      ->required();
}

void add_tablets(CLI::App& app, CommandLine& line) {
  auto& tablet = *app.add_subcommand("tablet", "Tablets that show the kiosk's questions");
  tablet.require_subcommand(1);
  tablet
      .add_subcommand("pair",
                      "Print a code, good for five minutes and once, to type on the tablet; one "
                      "of that name is then replaced")
      ->add_option("name", line.name, "What the tablet is called: a-z, 0-9 and '-'")
      ->required();
  tablet.add_subcommand("list", "Show which tablets are paired, and when each was seen");
  tablet.add_subcommand("revoke", "Let a tablet in no more, at once")
      ->add_option("name", line.name, "Which one")
      ->required();
  tablet.add_subcommand("authority",
                        "Print the certificate that tablets must trust, and its fingerprint on "
                        "standard error");
}

void add_evidence(CLI::App& app, CommandLine& line) {
  app.add_subcommand("prove",
                     "Read every row again, ask the hub what it has, and say whether anything is "
                     "lost; exit code 1 unless it is proven that nothing is")
      ->add_flag("--json", line.json, "For programs: the Proof object of the local API");
  auto& refused = *app.add_subcommand("refused", "Rows that the hub refuses");
  refused.require_subcommand(1);
  refused.add_subcommand("list", "Show them, and why each is refused")
      ->add_flag("--json", line.json, "For programs");
  refused.add_subcommand("retry", "Send them again, once what was wrong is mended")
      ->add_option("sequence", line.sequences, "Which rows; default: all of them")
      ->check(CLI::PositiveNumber);
  app.add_subcommand("erase",
                     "Take what this device's journal holds about a person away, for good; the "
                     "replica follows the hub")
      ->add_option("--profile", line.profile,
                   "The person's profile, or the task of a customer "
                   "who asked for an answer (a UUID)")
      ->required();
}

void add_journal(CLI::App& app, CommandLine& line) {
  auto& tail =
      *app.add_subcommand("tail", "Show what was recorded last, one line a row, without bodies");
  tail.add_option("-n,--rows", line.rows, "How many rows, at most 1000")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  tail.add_flag("-f,--follow", line.follow, "Go on showing what is recorded, until Ctrl-C");
  tail.add_flag("--json", line.json, "For programs: an object a line");
  auto& why = *app.add_subcommand(
      "why", "Say how a scan was decided: what it could be, who was found, and on what that rests");
  why.add_option("decision", line.decision,
                 "The scan or the recognition: its row, as tail shows it, or its event's id (a "
                 "UUID); without it the last one");
  why.add_flag("--json", line.json, "For programs");
  auto& backup = *app.add_subcommand(
      "backup",
      "Copy the journal, staff and tokens into one file, sealed as they are, while the "
      "daemon runs");
  backup.add_option("file", line.file, "The file to make; never one that is there")->required();
  backup.add_flag(
      "--with-identity", line.with_identity,
      "The device's keys, too: whoever has the file can then read all of it and pass for "
      "the device");
  auto& restore = *app.add_subcommand(
      "restore",
      "Put a backup back while the daemon is stopped; what the hub has not confirmed is "
      "then recorded again in a new journal");
  restore.add_option("file", line.file, "The file that backup made")->required();
  restore.add_flag("--set-aside", line.set_aside,
                   "Also when the journal here has rows that the copy has not; it is kept beside");
}

void add_wipe(CLI::App& app, CommandLine& line) {
  auto& wipe = *app.add_subcommand(
      "wipe",
      "Take this device out of service: destroy its keys, then everything that it has kept; asks "
      "for its name. Refused while the hub does not have every row");
  wipe.add_option("--yes-wipe", line.wipe_name, "The device's name, instead of being asked for it")
      ->type_name("NAME");
  wipe.add_flag("--lose-unsent", line.lose_unsent, "Lose the rows that the hub does not have");
}

void declare(CLI::App& app, CommandLine& line, std::string& language) {
  app.require_subcommand(1);
  app.fallthrough();  // --config and the like may also stand behind the command
  app.footer(kFooter);
  app.set_version_flag("--version", "touchpointctl " TOUCHPOINT_VERSION, "Print the version");
  app.add_option("--socket", line.socket, "The daemon's control socket")->type_name("PATH");
  app.add_option("--config", line.config, "The configuration that says where the socket is")
      ->type_name("FILE");
  app.add_option("--lang", language, "it or en; default: what LANG says")
      ->check(CLI::IsMember({"it", "en"}))
      ->type_name("LANGUAGE");

  app.add_subcommand("status", "Say how this device is, and what to do if it is not well")
      ->add_flag("--json", line.json, "For programs: the Status object of the local API");

  app.add_subcommand("doctor",
                     "Look at clock, network, hub, broker, certificate, disk and rights, and say "
                     "what is wrong and what to do; works while the daemon is down, too")
      ->add_flag("--json", line.json, "For programs: a list of findings");

  app.add_subcommand("support-bundle",
                     "Collect what helps from afar into one tar file: no personal data, no secrets")
      ->add_option("file", line.bundle, "The file to make; default: touchpoint-support-<time>.tar");

  auto& enrol = *app.add_subcommand("enrol", "Make this device known to the hub");
  auto* hub =
      enrol.add_option("--hub", line.hub, "The hub's address, such as https://hub.example:8443");
  hub->type_name("URL");
  auto* token = enrol.add_option("--token-file", line.token_file,
                                 "Read the one-time token from FILE, or from -");
  token->type_name("FILE");
  hub->needs(token);
  token->needs(hub);
  auto* whole = enrol.add_option("--line-file", line.line_file,
                                 "Read an enrolment line, which has address and token in it, from "
                                 "FILE, or from - (a scanner will do)");
  whole->type_name("FILE");
  whole->excludes(hub);
  whole->excludes(token);
  enrol.callback([hub, whole] {
    if (hub->empty() && whole->empty()) {
      throw CLI::RequiredError("--hub with --token-file, or --line-file,");
    }
  });
  enrol.add_flag("--remove-file", line.remove_file,
                 "Remove FILE once it has served: a token on a stick is good once");

  app.add_subcommand(
         "identity",
         "Print this device's name and the fingerprint of the key with which it asks to "
         "be approved at the hub")
      ->add_flag("--json", line.json, "For programs");

  auto& config = *app.add_subcommand("config", "The configuration file");
  config.require_subcommand(1);
  config.add_subcommand("check", "Say whether FILE is right; the daemon need not run")
      ->add_option(
          "file", line.file,
          "The file; default: what --config says, or " + std::string{config::kAgentConfigFile});
  auto& show = *config.add_subcommand("show", "Print every key with the value that is in force");
  show.add_option("file", line.file, "The file; default as for check");
  show.add_flag("--origin", line.origin,
                "Say where each value comes from: a line, the hub, or the default");
  show.add_flag("--json", line.json, "For programs");
  config.add_subcommand("example", "Print a whole file with every key explained");
  config.add_subcommand("man", "Print the manual page touchpoint.toml(5)");

  auto& completion = *app.add_subcommand("completion", "Complete commands in a shell");
  completion.require_subcommand(1);
  completion.add_subcommand("bash", "Print what bash reads: source it, or install it");
  app.add_subcommand("manual", "Print the manual page touchpointctl(1)");

  line.role = "associate";
  line.rows = 20;
  add_journal(app, line);
  add_evidence(app, line);
  add_wipe(app, line);
  add_staff(app, line);
  add_tokens(app, line);
  add_tablets(app, line);
}

std::string chosen_command(const CLI::App& app) {
  std::string command;
  for (const auto* level = &app; !level->get_subcommands().empty();) {
    level = level->get_subcommands().front();
    command += (command.empty() ? "" : " ") + level->get_name();
  }
  return command;
}

}  // namespace

std::variant<CommandLine, Ending> parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  std::string language;
  CLI::App app{"touchpointctl asks the Touchpoint daemon on this device, and tells it what to do.",
               "touchpointctl"};
  declare(app, line, language);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ending(app, error, {argv, argv + argc},
                  {.options = {"--token", "--pin"}, .advice = "use --token-file or --pin-file"});
  }
  line.command = chosen_command(app);
  if (line.file.empty()) line.file = line.config.value_or(std::string{config::kAgentConfigFile});
  if (!language.empty()) line.language = language == "it" ? Language::italian : Language::english;
  return line;
}

std::vector<CommandHelp> command_help() {
  CommandLine line;
  std::string language;
  CLI::App app{"", "touchpointctl"};
  declare(app, line, language);
  return help_of(app);
}

}  // namespace touchpoint::ctl
