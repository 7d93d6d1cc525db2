// touchpointd: parse, build, run.
#include <csignal>
#include <cstdio>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "app.hpp"
#include "config/agent_config.hpp"
#include "core/standard_streams.hpp"
#include "core/state_lock.hpp"
#include "logging/logging.hpp"
#include "standby.hpp"
#include "wiping.hpp"

namespace {

constexpr int kExitConfiguration = 78;  // EX_CONFIG: systemd is told not to try again
constexpr int kExitBusy = 75;           // EX_TEMPFAIL: another touchpointd runs here

int exit_code_of(const touchpoint::Error& error) {
  return error.is(touchpoint::Condition::retry_later) ? kExitBusy : kExitConfiguration;
}

int fail(const touchpoint::Error& error) {
  std::fprintf(stderr, "touchpointd: %s\n", error.sentence().c_str());
  return exit_code_of(error);
}

bool is_of_the_disk(const touchpoint::Error& error) {
  return error.is(touchpoint::Condition::damaged) || error.is_full();
}

// The App has been asked to wipe the device, perhaps: its files are closed now.
int finish(const touchpoint::config::Config& config, int code) {
  const auto lock = touchpoint::StateLock::take(config.storage.state);
  if (!lock) return code;
  const auto wiped = touchpoint::finish_wipe(config.storage.state);
  return wiped ? code : fail(wiped.error());
}

// Ends with the App, or when there can be none. A disk that cannot be used is waited for.
int run(const touchpoint::config::Config& config) {
  for (std::string said;;) {
    auto app = touchpoint::App::make(config);
    if (app) {
      const int code = app.value()->run();
      app.value().reset();
      return finish(config, code);
    }
    const auto& error = app.error();
    if (!is_of_the_disk(error)) return fail(error);
    if (std::exchange(said, error.sentence()) != error.sentence()) {
      log(touchpoint::Message::standing_by, "nothing can be recorded: " + error.sentence());
    }
    if (touchpoint::stand_by(config, error) == touchpoint::AfterStandby::end) return 0;
  }
}

}  // namespace

int main(int argc, char** argv) {
  touchpoint::occupy_standard_streams();
  CLI::App arguments{"The Touchpoint agent: records, recognises, shows, syncs. One per device."};
  std::string config_file = touchpoint::config::kAgentConfigFile;
  arguments.add_option("--config", config_file, "The configuration")->capture_default_str();
  arguments.set_version_flag("--version", TOUCHPOINT_VERSION);
  arguments.footer(
      "Exit codes: 78 the configuration is wrong, 75 another touchpointd runs with the\n"
      "same state folder. See also touchpointctl --help.");
  CLI11_PARSE(arguments, argc, argv);

  // A reader that has gone, and a file-size limit, are errors of a call and not ends of a program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);

  auto config = touchpoint::config::read_config(config_file);
  if (!config) return fail(config.error());
  touchpoint::start_log("touchpointd", config.value().log.level);
  return run(config.value());
}
