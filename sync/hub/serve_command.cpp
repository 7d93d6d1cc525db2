#include <array>
#include <climits>
#include <csignal>
#include <cstdio>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.hpp"
#include "crypto/random.hpp"
#include "logging/logging.hpp"
#include "loop/supervisor.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/hub.hpp"
#include "ui/assets.hpp"

namespace touchpoint::hub {
namespace {

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

// Every certificate is good on this machine itself, whatever else it is called.
std::vector<std::string> all_hosts(std::vector<std::string> hosts) {
  if (hosts.empty()) hosts.push_back(host_name());
  for (const auto* own : {"localhost", "127.0.0.1", "::1"}) {
    if (std::find(hosts.begin(), hosts.end(), own) == hosts.end()) hosts.emplace_back(own);
  }
  return hosts;
}

Result<int> serve(const std::filesystem::path& config_file) {
  TP_TRY(const auto config, read_hub_config(config_file));
  start_log("touchpoint-hub", config.log_level);
  const Folder folder{std::filesystem::absolute(config_file).parent_path()};
  const SystemClock clock;
  crypto::SystemRandom random;
  Loop loop;
  auto settings = settings_of(config);
  settings.version = TOUCHPOINT_VERSION;
  settings.console_pages = ui::console_assets();
  settings.phone_pages = ui::phone_assets();
  if (settings.devices_host.empty()) settings.devices_host = host_name();
  TP_TRY(const auto hub, Hub::open(loop, folder, settings, clock, random));
  log(Message::started,
      fmt::format(
          "hub {} is open: devices on port {}, sources on port {}{}{}", config.name,
          hub->devices_port(), hub->sources_port(),
          hub->console_port() == 0 ? std::string() : ", console on " + config.console_listen,
          hub->phones_port() == 0 ? std::string() : ", phones on " + config.phones_listen));
  Supervisor supervisor{loop};
  supervisor.ready("");
  loop.on_signals({SIGTERM, SIGINT}, [&] {
    log(Message::stopping, "closing");
    supervisor.stopping();
    hub->drain([&loop] { loop.stop(); });
  });
  loop.run();
  return EXIT_SUCCESS;
}

Result<Config> config_of(const InitOptions& options, const std::string& first_host) {
  Config config;
  config.name = options.name;
  config.log_level = "info";
  TP_CHECK(config::land(options.devices_listen, &config.devices_listen));
  TP_CHECK(config::land(options.sources_listen, &config.sources_listen));
  config.console_listen = options.console_listen;
  config.devices_host = first_host;
  config.mqtt_port = options.mqtt_port;
  if (!options.no_broker) {
    config.mqtt_host = "127.0.0.1";
    config.mqtt_device_host = first_host;
  }
  return config;
}

Result<void> init(const InitOptions& options) {
  NewHub hub;
  hub.hosts = all_hosts(options.hosts);
  hub.broker = !options.no_broker;
  TP_TRY(hub.config, config_of(options, hub.hosts.front()));
  const SystemClock clock;
  crypto::SystemRandom random;
  return make_folder({std::filesystem::absolute(options.folder)}, hub, clock, random);
}

}  // namespace

int run_serve(const std::filesystem::path& config) {
  // A reader of our log that goes away, or a file limit, is an error code and not the end.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Customers' data is for the hub's user only, whatever the folder says.
  ::umask(S_IRWXG | S_IRWXO);
  const auto served = serve(config);
  return served ? served.value() : fail(served.error());
}

int run_init(const InitOptions& options) {
  const auto made = init(options);
  if (!made) return fail(made.error());
  const auto folder = std::filesystem::absolute(options.folder).string();
  fmt::print("The hub's folder is ready: {}\n\n", folder);
  if (!options.no_broker) {
    fmt::print("  broker   mosquitto -c {}/mosquitto/mosquitto.conf\n", folder);
  }
  fmt::print(
      "  hub      touchpoint-hub serve --config {0}/hub.toml\n"
      "  device   touchpoint-hub token --config {0}/hub.toml --device … --store …\n"
      "  console  touchpoint-hub operator add --config {0}/hub.toml NAME\n\n"
      "Keep {0}/keys where only this hub can read it, and a copy in a safe place.\n",
      folder);
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
