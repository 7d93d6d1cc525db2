// touchpoint-deviced: what a till feeds a store device with.
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "core/clock.hpp"
#include "core/standard_streams.hpp"
#include "devices/agent_calls.hpp"
#include "devices/config.hpp"
#include "devices/poslog/feed.hpp"
#include "devices/till/till_socket.hpp"
#include "logging/logging.hpp"
#include "loop/supervisor.hpp"

namespace {

using namespace touchpoint;

constexpr int kExitConfiguration = 78;  // EX_CONFIG: systemd is told not to try again

int fail(const Error& error) {
  std::fprintf(stderr, "touchpoint-deviced: %s\n", error.sentence().c_str());
  return kExitConfiguration;
}

devices::PoslogSettings poslog_settings(const devices::Config& config) {
  return {
      .folder = config.poslog_folder,
      .keep = std::chrono::ceil<std::chrono::hours>(config.poslog_keep),
      .look_every = config.poslog_look,
      .mapping = {.currency = config.poslog_currency, .customer_id_kind = config.poslog_customer}};
}

int run(const devices::Config& config) {
  const SystemClock clock;
  Loop loop;
  devices::AgentCalls agent(loop, config.agent_socket.string());
  const devices::CallAgent call = [&agent](std::string_view path, std::string body,
                                           devices::Answered done) {
    agent.post(path, std::move(body), std::move(done));
  };
  std::unique_ptr<devices::TillSocket> tills;
  if (!config.till_socket.empty()) {
    auto opened = devices::TillSocket::open(loop, config.till_socket.string(), call);
    if (!opened) return fail(opened.error());
    tills = std::move(opened).value();
  }
  std::unique_ptr<devices::PoslogFeed> files;
  if (!config.poslog_folder.empty()) {
    auto opened = devices::PoslogFeed::open(loop, clock, call, poslog_settings(config));
    if (!opened) return fail(opened.error());
    files = std::move(opened).value();
  }
  log(Message::started, "tills may feed this device");
  Supervisor supervisor{loop};
  supervisor.ready("");
  loop.on_signals({SIGTERM, SIGINT}, [&] {
    log(Message::stopping, "closing");
    supervisor.stopping();
    loop.stop();
  });
  loop.run();
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  touchpoint::occupy_standard_streams();
  CLI::App arguments{
      "Takes what tills tell of themselves to the agent: JSON lines from a Unix socket, POSLog "
      "files from a folder."};
  std::string config_file = devices::kDevicedConfigFile;
  bool check = false;
  bool example = false;
  arguments.add_option("--config", config_file, "The configuration")->capture_default_str();
  arguments.add_flag("--check-config", check, "Say whether the configuration is right, and end");
  arguments.add_flag("--example", example, "Print a whole configuration, explained, and end");
  arguments.set_version_flag("--version", TOUCHPOINT_VERSION);
  arguments.footer("Exit codes: 78 the configuration is wrong.");
  CLI11_PARSE(arguments, argc, argv);

  if (example) {
    devices::Config config;
    const auto text = config::write_example(devices::deviced_schema(config));
    return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0 ? EXIT_SUCCESS
                                                                             : EXIT_FAILURE;
  }
  const auto config = devices::read_deviced_config(config_file);
  if (!config) return fail(config.error());
  if (check) {
    std::printf("%s is right.\n", config_file.c_str());
    return EXIT_SUCCESS;
  }
  // A reader that has gone, and a file-size limit, are errors of a call and not ends of a program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  touchpoint::start_log("touchpoint-deviced", config.value().log_level);
  return run(config.value());
}
