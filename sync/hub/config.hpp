// What an operator may change about a hub: hub.toml, in the folder that `touchpoint-hub init` made.
// Keys, certificates and the database stand beside it under fixed names (folder.hpp).
#pragma once

#include <filesystem>
#include <string>

#include "config/schema.hpp"

namespace touchpoint::hub {

struct Config {
  std::string name;
  std::string log_level;
  config::Address devices_listen;
  config::Address sources_listen;
  std::string sources_country;
  std::string devices_host;    // what devices are told; empty: mqtt_device_host
  std::string console_listen;  // an address; empty: there is no console
  std::string phones_listen;   // an address; empty: phones carry on nowhere
  std::string phones_url;      // … and where they reach it
  std::int64_t identity_emails_max = 4;
  std::int64_t identity_phones_max = 4;
  config::Texts identity_blocked;
  std::string mqtt_host;  // empty: there is no broker
  std::int64_t mqtt_port = 0;
  std::string mqtt_device_host;  // what devices are told; empty: mqtt_host
  config::Duration certificate_valid{};
  config::Duration certificate_grace{};
  config::Duration mqtt_keep_alive{};
  config::Duration mqtt_backoff_max{};
};

// The table that declares every key. It points into `config`, which must outlive it.
config::Schema hub_schema(Config& config);

Result<Config> read_hub_config(const std::filesystem::path& file);

// A whole hub.toml that says what `config` says.
std::string write_hub_config(Config config);

}  // namespace touchpoint::hub
