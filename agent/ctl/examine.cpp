#include "ctl/examine.hpp"

#include <algorithm>

#include "ctl/answers.hpp"
#include "ctl/command_support.hpp"
#include "ctl/doctor/doctor.hpp"
#include "ctl/terminal.hpp"

namespace touchpoint::ctl {
namespace {

constexpr std::chrono::seconds kSilenceMax{5};

// What the daemon says; each call is an answer or the reason why there is none.
Result<Daemon> ask(const std::string& socket) {
  TP_TRY(auto client, control::ControlClient::connect(socket, kSilenceMax));
  Daemon daemon{.answers = true};
  const auto answered = client.call(question("status", {}));
  if (!answered) {
    daemon.problem = answered.error().sentence();
    daemon.answers = !answered.error().is(Condition::retry_later);
    return daemon;
  }
  TP_TRY(const auto status, status_from(answered.value()));
  daemon.status = status.device;
  daemon.notices = status.notices;
  const auto facts = client.call(question("facts", {}));  // an older daemon does not know it
  if (facts) {
    TP_TRY(daemon.facts, facts_from(facts.value()));
  }
  return daemon;
}

Daemon daemon_of(const CommandLine& line) {
  const auto socket = socket_of(line);
  if (!socket) return {.problem = socket.error().sentence()};
  auto daemon = ask(socket.value());
  return daemon ? std::move(daemon).value() : Daemon{.problem = daemon.error().sentence()};
}

Mark mark_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::well:
      return Mark::well;
    case Verdict::attention:
      return Mark::waiting;
    case Verdict::wrong:
      return Mark::person;
    case Verdict::unknown:
      break;
  }
  return Mark::unknown;
}

}  // namespace

Findings findings_of(const CommandLine& line, bool progress) {
  const auto words = words_for(line);
  const auto file = line.config.value_or(std::string{config::kAgentConfigFile});
  const Patient patient{.config_file = file,
                        .config = config::read_config(file),
                        .daemon = daemon_of(line),
                        .own_version = TOUCHPOINT_VERSION};
  DoctorProgress tell_progress;
  if (progress)
    tell_progress = [](std::string_view sentence) { show_progress("… " + std::string(sentence)); };
  return examine(patient, words, tell_progress);
}

Report describe(const Findings& findings, Language language) {
  const Words words(language);
  Report report;
  for (const auto& finding : findings)
    report.lines.push_back(
        {mark_of(finding.verdict), finding.title, finding.found, finding.advice});
  const auto count = [&](Verdict verdict) {
    return std::ranges::count(findings, verdict, &Finding::verdict);
  };
  const auto wrong = count(Verdict::wrong);
  const auto unsure = count(Verdict::attention) + count(Verdict::unknown);
  report.heading = words.of("Controllo del dispositivo", "Examination of this device");
  report.needs_person = wrong > 0;
  report.verdict = wrong > 0 ? words.count(wrong, {"cosa non va.", "cose non vanno."},
                                           {"thing is wrong.", "things are wrong."})
                             : words.of("Niente di guasto.", "Nothing is wrong.");
  if (unsure > 0) {
    report.verdict += " " + words.count(unsure, {"cosa da guardare.", "cose da guardare."},
                                        {"thing to look at.", "things to look at."});
  }
  return report;
}

ExitCode doctor(const CommandLine& line) {
  const auto findings = findings_of(line, stderr_is_terminal());
  const auto printed =
      print(line.json ? to_json(findings) + "\n"
                      : render(describe(findings, language_of(line)), colours_wanted()));
  if (!printed) return fail(ExitCode::failed, printed.error().sentence());
  return is_anything_wrong(findings) ? ExitCode::failed : ExitCode::well;
}

}  // namespace touchpoint::ctl
