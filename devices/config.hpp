// What IT may change about touchpoint-deviced: one TOML file, read once at the start.
#pragma once

#include <filesystem>
#include <string>

#include "config/schema.hpp"

namespace touchpoint::devices {

inline constexpr const char* kDevicedConfigFile = "/etc/touchpoint/deviced.toml";

struct Config {
  std::filesystem::path agent_socket;
  std::filesystem::path till_socket;    // empty: there is none
  std::filesystem::path poslog_folder;  // empty: no files are taken
  std::string poslog_customer;          // what a CustomerID is: an identifier's kind, or "none"
  std::string poslog_currency;
  config::Duration poslog_keep{};
  config::Duration poslog_look{};
  std::string log_level;
};

// The table that declares every key. It points into `config`, which must outlive it.
config::Schema deviced_schema(Config& config);

Result<Config> read_deviced_config(const std::filesystem::path& file);

}  // namespace touchpoint::devices
