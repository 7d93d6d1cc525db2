#include "devices/config.hpp"

namespace touchpoint::devices {

config::Schema deviced_schema(Config& c) {
  using namespace config;
  using namespace std::chrono_literals;
  return {
      .doc =
          "What a till feeds this device with. Keys that are commented out show their default. "
          "After a change: touchpoint-deviced --check-config, then restart touchpoint-deviced.",
      .sections = {
          {"agent",
           "The agent, which records what tills tell.",
           {{.name = "socket",
             .target = &c.agent_socket,
             .fallback = "/run/touchpoint/api.sock",
             .doc = "Its API's Unix socket: api_socket of [web] in agent.toml.",
             .check = absolute()}}},

          {"till",
           "The socket that a till's software writes JSON lines into.",
           {{.name = "socket",
             .target = &c.till_socket,
             .fallback = "/run/touchpoint-deviced/till.sock",
             .doc = "Where it is; empty: there is none. Whoever is in the group touchpoint-deviced "
                    "may use it.",
             .check = absolute_or_empty()}}},

          {"poslog",
           "The folder that a till drops POSLog files into.",
           {{.name = "folder",
             .target = &c.poslog_folder,
             .fallback = "/var/lib/touchpoint-deviced/poslog",
             .doc =
                 "Where it is; empty: none are taken. Whoever is in the group touchpoint-deviced "
                 "may drop files there.",
             .check = absolute_or_empty()},
            {.name = "customer",
             .target = &c.poslog_customer,
             .fallback = "loyalty",
             .doc = "What a CustomerID is: loyalty, account (where they log in), or none. A "
                    "LoyaltyAccountID is a loyalty number always.",
             .check = one_of({"loyalty", "account", "none"})},
            {.name = "currency",
             .target = &c.poslog_currency,
             .fallback = "EUR",
             .doc = "The currency of transactions that say none (ISO 4217).",
             .check = matching("[A-Z]{3}", "three capital letters such as \"EUR\"")},
            {.name = "keep",
             .target = &c.poslog_keep,
             .fallback = "7d",
             .doc = "For how long files whose sales are recorded stay in done; 0s: they are "
                    "deleted at once.",
             .check = between(0s, 24h * 366)},
            {.name = "look",
             .target = &c.poslog_look,
             .fallback = "30s",
             .doc = "How often the folder is looked at where nothing tells of a new file, as on a "
                    "network's file system.",
             .check = between(100ms, 1h)}}},

          {"log",
           "What is written to the system's journal; never personal data.",
           {{.name = "level",
             .target = &c.log_level,
             .fallback = "info",
             .doc = "One of trace, debug, info, warn, error.",
             .check = one_of({"trace", "debug", "info", "warn", "error"})}}},
      }};
}

Result<Config> read_deviced_config(const std::filesystem::path& file) {
  Config config;
  TP_CHECK(config::read_config(deviced_schema(config), file));
  if (config.till_socket.empty() && config.poslog_folder.empty()) {
    return misconfigured(file.string() +
                         ": with neither a socket in [till] nor a folder in [poslog] there is "
                         "nothing to do");
  }
  if (config.poslog_customer == "none") config.poslog_customer.clear();
  return config;
}

}  // namespace touchpoint::devices
