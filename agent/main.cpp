// touchpointd: parse, build, run.
#include <csignal>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "app.hpp"
#include "config/agent_config.hpp"
#include "core/standard_streams.hpp"
#include "log.hpp"

namespace {

constexpr int kExitConfiguration = 78;  // EX_CONFIG: systemd is told not to try again
constexpr int kExitStorage = 74;        // EX_IOERR
constexpr int kExitBusy = 75;           // EX_TEMPFAIL: another touchpointd runs here

int exit_code_of(const touchpoint::Error& error) {
  if (error.is(touchpoint::Condition::misconfigured)) return kExitConfiguration;
  if (error.is(touchpoint::Condition::retry_later)) return kExitBusy;
  return kExitStorage;
}

int fail(const touchpoint::Error& error) {
  std::fprintf(stderr, "touchpointd: %s\n", error.sentence().c_str());
  return exit_code_of(error);
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
      "same state folder, 74 the storage failed. See also touchpointctl --help.");
  CLI11_PARSE(arguments, argc, argv);

  // A reader that has gone, and a file-size limit, are errors of a call and not ends of a program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);

  auto config = touchpoint::config::read_config(config_file);
  if (!config) return fail(config.error());
  touchpoint::start_log(config.value().log.level);
  auto app = touchpoint::App::make(std::move(config).value());
  if (!app) return fail(app.error());
  return app.value()->run();
}
