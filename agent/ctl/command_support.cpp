#include "ctl/command_support.hpp"

#include <filesystem>

#include "config/agent_config.hpp"
#include "ctl/terminal.hpp"

namespace touchpoint::ctl {

ExitCode fail(ExitCode code, std::string_view sentence) {
  tell("touchpointctl: " + std::string(sentence) + "\n");
  return code;
}

ExitCode say(std::string_view text) {
  const auto printed = print(text);
  return printed ? ExitCode::well : fail(ExitCode::failed, printed.error().sentence());
}

void show_progress(std::string_view sentence) {
  tell(std::string(sentence) + "\n");
}

Language language_of(const CommandLine& line) {
  return line.language.value_or(language_of_environment());
}

Words words_for(const CommandLine& line) {
  return Words(language_of(line));
}

// Where the daemon listens: --socket, or what the configuration says, or the usual place.
Result<std::string> socket_of(const CommandLine& line) {
  if (line.socket) return *line.socket;
  std::error_code ignored;  // what cannot be seen is not there
  if (!line.config && !std::filesystem::exists(config::kAgentConfigFile, ignored)) {
    return std::string("/run/touchpoint/control.sock");
  }
  TP_TRY(const auto config, config::read_config(line.config.value_or(config::kAgentConfigFile)));
  return config.control_socket().string();
}

// Connects to the daemon, runs `work` and turns what goes wrong into an exit code.
ExitCode with_daemon(const CommandLine& line,
                     const std::function<Result<ExitCode>(control::ControlClient&)>& work,
                     std::chrono::milliseconds patience) {
  const auto socket = socket_of(line);
  if (!socket) return fail(ExitCode::misconfigured, socket.error().sentence());
  auto daemon = control::ControlClient::connect(socket.value(), std::chrono::minutes{1}, patience);
  if (!daemon) {
    const auto& error = daemon.error();
    if (!error.is(Condition::retry_later)) return fail(ExitCode::failed, error.sentence());
    return fail(ExitCode::unreachable,
                error.sentence() + " (systemctl status touchpointd says whether it runs)");
  }
  const auto code = work(daemon.value());
  return code ? code.value() : fail(ExitCode::failed, code.error().sentence());
}

}  // namespace touchpoint::ctl
