#include "ctl/commands.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <functional>

#include "config/agent_config.hpp"
#include "config/manual.hpp"
#include "control/control.hpp"
#include "core/text.hpp"
#include "ctl/answers.hpp"
#include "ctl/backups.hpp"
#include "ctl/bundle.hpp"
#include "ctl/command_support.hpp"
#include "ctl/examine.hpp"
#include "ctl/manual.hpp"
#include "ctl/proof_words.hpp"
#include "ctl/secrets.hpp"
#include "ctl/status_words.hpp"
#include "ctl/tail.hpp"
#include "ctl/terminal.hpp"
#include "ctl/why.hpp"
#include "ctl/words.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint::ctl {
namespace {

using control::ControlClient;

// Whoever follows the README enrols right after the daemon was started.
constexpr auto kStartingMax = std::chrono::seconds{2};

ExitCode status(const CommandLine& line) {
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("status", {})));
    TP_TRY(const auto status, status_from(answer));
    const auto report = describe(status, language_of(line));
    TP_CHECK(print(line.json ? answer + "\n" : render(report, colours_wanted())));
    return report.needs_person ? ExitCode::failed : ExitCode::well;
  });
}

ExitCode prove(const CommandLine& line) {
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("prove", {}), show_progress));
    TP_TRY(const auto proof, proof_from(answer));
    const auto report = describe(proof, language_of(line));
    TP_CHECK(print(line.json ? answer + "\n" : render(report, colours_wanted())));
    return proof.proven() ? ExitCode::well : ExitCode::failed;
  });
}

ExitCode refused_list(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("refused.list", {})));
    TP_TRY(const auto refused, refused_rows_from(answer));
    if (line.json) return say(answer + "\n");
    std::string text;
    for (const auto& row : refused.rows) {
      text += std::to_string(row.sequence) + "\t" +
              (row.type.empty() ? words.of("cancellata", "erased") : row.time + "\t" + row.type) +
              "\t" + row.reason + "\n";
    }
    if (refused.rows.empty()) tell(words.of("Nessuna riga rifiutata.\n", "No row is refused.\n"));
    if (refused.more) tell(words.of("… e altre.\n", "… and more.\n"));
    return say(text);
  });
}

ExitCode refused_retry(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    std::string sequences;
    for (const auto sequence : line.sequences)
      sequences += (sequences.empty() ? "" : ",") + std::to_string(sequence);
    TP_TRY(const auto answer,
           daemon.call(question("refused.retry", {{"sequences", sequences}}), show_progress));
    TP_TRY(const auto retried, retried_from(answer));
    TP_CHECK(print(words.of("Inviate ", "Sent ") + std::to_string(retried.sent) +
                   words.of(", accettate ", ", stored ") + std::to_string(retried.stored) +
                   words.of(", ancora rifiutate ", ", still refused ") +
                   std::to_string(retried.refused) + ".\n"));
    return retried.refused == 0 ? ExitCode::well : ExitCode::failed;
  });
}

ExitCode erase(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("erase", {{"profile", line.profile}})));
    TP_TRY(const auto rows, rows_from(answer));
    return say(
        words.count(rows, {"riga cancellata", "righe cancellate"}, {"row erased", "rows erased"}) +
        ".\n");
  });
}

// The daemon cannot remove a credential: what it has of it is systemd's copy. The sealed one is
// where systemd/units/touchpointd.service says, and whoever may wipe a device may remove that.
std::string left_of_key(const std::string& key_left) {
  constexpr const char* kCopies = "/run/credentials/";
  constexpr const char* kSealed = "/etc/credstore.encrypted/touchpoint.device.key";
  if (!key_left.starts_with(kCopies)) return key_left;
  std::error_code failed;
  std::filesystem::remove(kSealed, failed);
  return failed ? kSealed : std::string();
}

ExitCode wipe(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    std::string name = line.wipe_name;
    if (name.empty()) {
      TP_TRY(const auto answer, daemon.call(question("status", {})));
      TP_TRY(const auto status, status_from(answer));
      TP_TRY(name, ask(words.of("Tutto ciò che questo dispositivo conserva sarà distrutto.\n"
                                "Per confermare, scrivere il suo nome (",
                                "Everything that this device keeps will be destroyed.\n"
                                "To confirm, type its name (") +
                       status.device.device + "): "));
    }
    TP_TRY(const auto answer,
           daemon.call(question("wipe", {{"name", std::string(trimmed(name))},
                                         {"lose_unsent", line.lose_unsent ? "yes" : "no"}}),
                       show_progress));
    TP_TRY(const auto wiped, wiped_from(answer));
    std::string text = words.of("Il dispositivo è cancellato", "This device is wiped");
    if (wiped.lost > 0) {
      text += ", " + words.count(wiped.lost, {"riga persa", "righe perse"},
                                 {"row is lost", "rows are lost"});
    }
    text += ".\n";
    const auto key_left = left_of_key(wiped.key_left);
    if (!key_left.empty()) {
      text += words.of("La chiave va tolta a mano: ", "The key must be removed by hand: ") +
              key_left + "\n";
    }
    TP_CHECK(print(text));
    return key_left.empty() ? ExitCode::well : ExitCode::failed;
  });
}

// What to enrol with, as --hub and --token-file say it, or --line-file.
Result<sync::EnrolmentLine> enrolment_line(const CommandLine& line, const Words& words) {
  if (line.line_file.empty()) {
    TP_TRY(auto token, read_secret(line.token_file, words.of("Gettone: ", "Token: ")));
    return sync::EnrolmentLine{line.hub, std::move(token)};
  }
  TP_TRY(const auto text,
         read_secret(line.line_file, words.of("Riga di iscrizione: ", "Enrolment line: ")));
  return sync::line_from_text(text);
}

// A file that has served is worth nothing any more, and looks as if it were.
Result<void> remove_served(const CommandLine& line) {
  const auto& file = line.line_file.empty() ? line.token_file : line.line_file;
  if (!line.remove_file || file == "-") return success();
  std::error_code failed;
  std::filesystem::remove(file, failed);
  if (failed) return refused("cannot remove " + file + ": " + failed.message());
  return success();
}

ExitCode enrol(const CommandLine& line) {
  if (line.line_file.empty() && line.token_file.empty()) {
    return fail(ExitCode::usage, "say how: --hub URL --token-file FILE, or --line-file FILE");
  }
  if (line.line_file.empty() && !line.hub.starts_with("https://")) {
    return fail(ExitCode::usage, "the hub's address must begin with https://");
  }
  const auto words = words_for(line);
  return with_daemon(
      line,
      [&](ControlClient& daemon) -> Result<ExitCode> {
        TP_TRY(const auto with, enrolment_line(line, words));
        TP_TRY(const auto answer,
               daemon.call(question("enrol", {{"hub", with.url}, {"token", with.token}}),
                           show_progress));
        TP_TRY(const auto waiting, waiting_from(answer));
        TP_CHECK(remove_served(line));
        if (waiting) {
          return say(words.of("Il dispositivo aspetta di essere approvato presso ",
                              "This device waits to be approved at ") +
                     with.url + " (" + waiting->why +
                     words.of("). Impronta da confrontare:\n", "). Fingerprint to compare:\n") +
                     waiting->fingerprint + "\n");
        }
        return say(words.of("Il dispositivo è iscritto presso ", "This device is enrolled at ") +
                   with.url + ".\n");
      },
      kStartingMax);
}

ExitCode identity(const CommandLine& line) {
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("identity", {})));
    if (line.json) return say(answer + "\n");
    TP_TRY(const auto own, identity_from(answer));
    return say(own.device + "\t" + own.store + "\n" + own.fingerprint + "\n");
  });
}

ExitCode check_config(const CommandLine& line) {
  const auto config = config::read_config(line.file);
  if (!config) return fail(ExitCode::misconfigured, config.error().sentence());
  const auto words = words_for(line);
  const auto& device = config.value().device;
  std::string clashes;
  for (const auto& clash : config::clashes_of(config.value())) {
    clashes += "[scan] " + clash.inner +
               words.of(": ogni suo codice (per esempio ", ": every code of it (such as ") +
               clash.example + words.of(") va bene anche per ", ") fits ") + clash.outer +
               words.of(": se il cliente non è conosciuto si chiede ogni volta che cos'è.\n",
                        " as well: staff are asked each time, unless the customer is known.\n");
  }
  return say(line.file + words.of(" è giusto: dispositivo ", " is right: device ") + device.name +
             words.of(", negozio ", ", store ") + device.store + ".\n" + clashes +
             (config.value().may_recognise()
                  ? std::string()
                  : words.of("Nessuno viene riconosciuto finché [privacy] non è compilata.\n",
                             "Nobody is recognised until [privacy] is filled in.\n")));
}

// The values are JSON as they are: TOML and JSON write texts, numbers, flags and lists alike.
std::string settings_json(const config::Settings& settings) {
  using Origin = config::Setting::Origin;
  const auto given = ",\"settings\":" + std::to_string(settings.given);
  std::string json;
  for (const auto& setting : settings.settings) {
    const auto* origin = setting.origin == Origin::file       ? "file"
                         : setting.origin == Origin::hub      ? "hub"
                         : setting.origin == Origin::fallback ? "default"
                                                              : "derived";
    json += (json.empty() ? "" : ",\n") + std::string("{\"section\":") +
            json_quoted(setting.section) + ",\"key\":" + json_quoted(setting.key) +
            ",\"value\":" + setting.value + ",\"origin\":\"" + origin + "\"" +
            (setting.line > 0 ? ",\"line\":" + std::to_string(setting.line) : "") +
            (setting.origin == Origin::hub ? given : "") +
            (setting.overrides_hub ? ",\"overrides_hub\":true" : "") + "}";
  }
  return "[" + json + "]\n";
}

ExitCode config_show(const CommandLine& line) {
  const auto settings = config::read_settings(line.file);
  if (!settings) return fail(ExitCode::misconfigured, settings.error().sentence());
  const auto& found = settings.value();
  if (!found.problem.empty()) {
    tell(words_for(line).of("Le impostazioni del centro non valgono qui: ",
                            "The hub's settings are not in force here: ") +
         found.problem + "\n");
  }
  if (line.json) return say(settings_json(found));
  return say(config::write_settings(
      found.settings, line.origin ? std::optional<std::filesystem::path>(line.file) : std::nullopt,
      found.given));
}

ExitCode config_example(const CommandLine&) {
  config::Config config;
  return say(write_example(config::agent_schema(config)));
}

ExitCode config_manual(const CommandLine&) {
  return say(config::agent_manual());
}

ExitCode completion(const CommandLine&) {
  return say(bash_completion("touchpointctl", command_help()));
}

ExitCode manual(const CommandLine&) {
  return say(manual_page(command_help()));
}

ExitCode staff_add(const CommandLine& line) {
  if (!is_slug(line.name)) {
    return fail(ExitCode::usage, "a name to sign in with is 1 to 64 of a-z, 0-9 and '-'");
  }
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto pin, read_pin(line.pin_file));
    TP_CHECK(daemon.call(question("staff.add", {{"name", line.name},
                                                {"display_name", line.display_name},
                                                {"role", line.role},
                                                {"pin", pin}})));
    return say(line.name + words.of(" ora può entrare.\n", " may sign in now.\n"));
  });
}

ExitCode staff_list(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("staff.list", {})));
    TP_TRY(const auto staff, staff_from(answer));
    std::string text;
    for (const auto& member : staff) {
      text += member.name + "\t" + member.display_name + "\t" + member.role +
              (member.from_hub ? words.of("\tdal centro", "\tfrom the hub")
                               : words.of("\tdi questo dispositivo", "\tof this device")) +
              (member.badge ? "\tbadge" : "") +
              (member.disabled ? words.of("\tbloccato", "\tdisabled") : "") + "\n";
    }
    if (staff.empty()) tell(words.of("Nessuno può entrare.\n", "Nobody may sign in.\n"));
    return say(text);
  });
}

// The verbs that take a name and answer nothing worth showing.
ExitCode about_name(const CommandLine& line, std::string_view verb, const std::string& done) {
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_CHECK(daemon.call(question(verb, {{"name", line.name}})));
    return say(line.name + done + "\n");
  });
}

ExitCode staff_remove(const CommandLine& line) {
  return about_name(line, "staff.remove",
                    words_for(line).of(" non può più entrare.", " may no longer sign in."));
}

ExitCode staff_enable(const CommandLine& line) {
  return about_name(line, "staff.enable",
                    words_for(line).of(" può di nuovo entrare.", " may sign in again."));
}

ExitCode staff_badge(const CommandLine& line) {
  const auto words = words_for(line);
  if (line.take_away) {
    return about_name(line, "staff.unbadge",
                      words.of(" non ha più un badge.", " has no badge any more."));
  }
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto code, read_secret("-", words.of("Passa il badge: ", "Scan the badge: ")));
    TP_CHECK(daemon.call(question("staff.badge", {{"name", line.name}, {"code", code}})));
    return say(line.name + words.of(" ora ha questo badge.\n", " has this badge now.\n"));
  });
}

ExitCode token_add(const CommandLine& line) {
  if (!is_slug(line.name)) {
    return fail(ExitCode::usage, "a program's name is 1 to 64 of a-z, 0-9 and '-'");
  }
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_CHECK(require_stdout());
    TP_TRY(const auto answer, daemon.call(question("token.add", {{"name", line.name}})));
    TP_TRY(const auto token, token_from(answer));
    const auto printed = print(token + "\n");
    if (!printed) {
      return refused(printed.error().sentence() +
                     "; the token is lost: remove it with touchpointctl token remove " + line.name);
    }
    tell(
        words.of("Questo gettone è mostrato solo ora. Il programma lo manda come\n"
                 "Authorization: Bearer <gettone>.\n",
                 "This token is shown only now. The program sends it as\n"
                 "Authorization: Bearer <token>.\n"));
    return ExitCode::well;
  });
}

ExitCode token_list(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("token.list", {})));
    TP_TRY(const auto names, token_names_from(answer));
    std::string text;
    for (const auto& name : names)
      text += name + "\n";
    if (names.empty()) tell(words.of("Nessun programma.\n", "No program has a token.\n"));
    return say(text);
  });
}

ExitCode token_remove(const CommandLine& line) {
  return about_name(line, "token.remove",
                    words_for(line).of(" non ha più un gettone.", " has no token any more."));
}

// "AB12 34CD …", as tablets show it.
std::string in_groups(const std::string& hex) {
  std::string text;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i > 0 && i % 4 == 0) text.push_back(' ');
    text.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(hex[i]))));
  }
  return text;
}

ExitCode tablet_pair(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_CHECK(require_stdout());
    TP_TRY(const auto answer, daemon.call(question("tablet.pair", {{"name", line.name}})));
    TP_TRY(const auto offer, pairing_offer_from(answer));
    tell(words.of("Sul tablet: ", "On the tablet: ") + offer.url +
         words.of("\nIl codice vale cinque minuti, una volta sola.\n",
                  "\nThe code is good for five minutes, and once.\n"));
    return say(offer.code + "\n");
  });
}

ExitCode tablet_list(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("tablet.list", {})));
    TP_TRY(const auto found, tablets_from(answer));
    std::string text;
    for (const auto& tablet : found.tablets) {
      text += tablet.name + words.of("\tabbinato ", "\tpaired ") + tablet.paired +
              words.of("\tvisto ", "\tseen ") + tablet.seen + "\n";
    }
    if (found.url.empty()) {
      tell(words.of("Nessuna porta è aperta per i tablet: [lan] in touchpoint.toml.\n",
                    "No door is open for tablets: [lan] in touchpoint.toml.\n"));
    }
    if (found.tablets.empty()) tell(words.of("Nessun tablet.\n", "No tablet is paired.\n"));
    return say(text);
  });
}

ExitCode tablet_revoke(const CommandLine& line) {
  return about_name(line, "tablet.revoke",
                    words_for(line).of(" non è più abbinato.", " is not paired any more."));
}

ExitCode tablet_authority(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("tablet.list", {})));
    TP_TRY(const auto found, tablets_from(answer));
    if (found.authority.empty()) {
      return retry_later(
          "no door is open for tablets: set \"listen\" and \"names\" in [lan], and "
          "look at touchpointctl status");
    }
    tell(words.of("Impronta SHA-256: ", "SHA-256 fingerprint: ") + in_groups(found.fingerprint) +
         "\n");
    return say(found.authority);
  });
}

struct Command {
  std::string_view name;
  ExitCode (*run)(const CommandLine&);
};
constexpr std::array kCommands = {
    Command{"status", status},
    Command{"doctor", doctor},
    Command{"tail", tail},
    Command{"why", why},
    Command{"support-bundle", support_bundle},
    Command{"prove", prove},
    Command{"refused list", refused_list},
    Command{"refused retry", refused_retry},
    Command{"erase", erase},
    Command{"wipe", wipe},
    Command{"enrol", enrol},
    Command{"identity", identity},
    Command{"config check", check_config},
    Command{"config show", config_show},
    Command{"config example", config_example},
    Command{"config man", config_manual},
    Command{"completion bash", completion},
    Command{"manual", manual},
    Command{"backup", make_backup},
    Command{"restore", restore_backup},
    Command{"staff add", staff_add},
    Command{"staff list", staff_list},
    Command{"staff remove", staff_remove},
    Command{"staff enable", staff_enable},
    Command{"staff badge", staff_badge},
    Command{"token add", token_add},
    Command{"token list", token_list},
    Command{"token remove", token_remove},
    Command{"tablet pair", tablet_pair},
    Command{"tablet list", tablet_list},
    Command{"tablet revoke", tablet_revoke},
    Command{"tablet authority", tablet_authority},
};

}  // namespace

ExitCode run(const CommandLine& line) {
  const auto* command = std::ranges::find(kCommands, line.command, &Command::name);
  if (command == kCommands.end()) return fail(ExitCode::usage, "try touchpointctl --help");
  return command->run(line);
}

}  // namespace touchpoint::ctl
