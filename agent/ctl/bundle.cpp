#include "ctl/bundle.hpp"

#include <algorithm>

#include <sys/utsname.h>

#include "backup/archive.hpp"
#include "config/agent_config.hpp"
#include "config/file.hpp"
#include "core/clock.hpp"
#include "ctl/answers.hpp"
#include "ctl/command_support.hpp"
#include "ctl/examine.hpp"
#include "ctl/run_program.hpp"
#include "ctl/tail.hpp"
#include "ctl/terminal.hpp"

namespace touchpoint::ctl {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kSilenceMax{10};
constexpr std::chrono::seconds kLogPatience{10};
constexpr std::size_t kLogBytesMax = 4 * 1024 * 1024;
constexpr std::string_view kLogLines = "2000";
constexpr std::string_view kRows = "1000";

class Bundle {
 public:
  explicit Bundle(const CommandLine& line) : line_(line) {}

  std::vector<backup::Member> collect(bool progress) {
    add("doctor.json", to_json(findings_of(line_, progress)) + "\n");
    add_from_daemon();
    add("configuration.toml", configuration());
    add("log.txt", log());
    add("versions.txt", versions());
    if (!missing_.empty()) add("missing.txt", std::string(missing_));
    return std::move(members_);
  }

 private:
  void add(std::string name, Result<std::string> text) {
    if (text) {
      members_.push_back({.name = std::move(name), .text = std::move(text).value()});
    } else {
      missing_ += name + ": " + text.error().sentence() + "\n";
    }
  }

  void add_from_daemon() {
    const auto socket = socket_of(line_);
    auto daemon = socket ? control::ControlClient::connect(socket.value(), kSilenceMax)
                         : Result<control::ControlClient>(socket.error());
    const auto ask = [&](std::string_view question_line) -> Result<std::string> {
      if (!daemon) return daemon.error();
      TP_TRY(auto answer, daemon.value().call(question_line));
      return answer + "\n";
    };
    add("status.json", ask(question("status", {})));
    add("facts.json", ask(question("facts", {})));
    const auto metrics = ask(question("metrics", {}));
    add("metrics.txt", metrics ? metrics_from(metrics.value()) : metrics);
    const auto rows = ask(question("rows", {{"rows", kRows}}));
    add("rows.jsonl", rows ? as_lines(rows.value()) : rows);
  }

  // Through our own form: whatever else an answer may hold stays outside.
  static Result<std::string> as_lines(std::string_view answer) {
    TP_TRY(const auto rows, listed_rows_from(answer));
    std::string lines;
    for (const auto& row : rows)
      lines += json_of(row);
    return lines;
  }

  // Secrets are never shown; the controller may be a person, too.
  Result<std::string> configuration() const {
    const auto file = line_.config.value_or(std::string{config::kAgentConfigFile});
    TP_TRY(auto settings, config::read_settings(file));
    for (auto& setting : settings.settings) {
      const bool controller = setting.section == "privacy" && setting.key == "controller";
      if (controller && setting.value != "\"\"") setting.value = "\"***\"";
    }
    return config::write_settings(settings.settings, file, settings.given);
  }

  static Result<std::string> log() {
    return run_program({"/usr/bin/journalctl", "--unit=touchpointd", "--no-pager",
                        "--output=short-iso", "--lines=" + std::string(kLogLines)},
                       kLogPatience, kLogBytesMax);
  }

  static std::string versions() {
    utsname machine{};
    ::uname(&machine);
    std::string text = "touchpointctl " TOUCHPOINT_VERSION "\n";
    text.append("kernel ").append(machine.release).append(" ").append(machine.machine).append("\n");
    if (const auto release = config::read_small_file("/etc/os-release", 16 * 1024)) {
      text += release.value();
    }
    return text;
  }

  const CommandLine& line_;
  std::vector<backup::Member> members_;
  std::string missing_;
};

// "touchpoint-support-20260302T100000Z.tar"
std::string usual_name(WallTime now) {
  auto stamp = to_rfc3339(now).substr(0, 19);
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return "touchpoint-support-" + stamp + "Z.tar";
}

}  // namespace

ExitCode support_bundle(const CommandLine& line) {
  const auto words = words_for(line);
  const auto now = SystemClock().wall();
  const auto file = line.bundle.empty() ? usual_name(now) : line.bundle;
  const auto written = backup::write_archive(file, Bundle(line).collect(stderr_is_terminal()), now);
  if (!written) return fail(ExitCode::failed, written.error().sentence());
  tell(words.of(
      "Senza dati personali: stato, esame, metriche, configurazione senza segreti, righe "
      "senza contenuto, registro di sistema.\n",
      "Without personal data: status, examination, metrics, configuration without secrets, "
      "rows without bodies, log.\n"));
  return say(file + "\n");
}

}  // namespace touchpoint::ctl
