// What IT may change about a store device: one TOML file, read once at the start. A wrong file
// stops the program with exit code 78 and one sentence; nothing is guessed and nothing fails open.
//
// `touchpointctl config example` writes the whole file with every key, its meaning and its default.
#pragma once

#include <filesystem>
#include <string>

#include "config/schema.hpp"

namespace touchpoint::config {

inline constexpr const char* kAgentConfigFile = "/etc/touchpoint/agent.toml";

struct Config {
  struct {
    std::string store;       // slug
    std::string name;        // slug
    std::string store_name;  // what people call the store
    Texts languages;         // BCP 47, the page offers them in this order
    std::string language;    // one of them
    std::string currency;    // ISO 4217
    std::string country;     // ISO 3166-1
  } device;
  struct {
    std::filesystem::path state;    // what must survive: journal, replica, keys
    std::filesystem::path runtime;  // sockets; gone after a restart
    std::int64_t journal_max_mib = 0;
    std::int64_t ballast_mib = 0;
  } storage;
  struct {
    Address listen;  // loopback
    std::filesystem::path api_socket;
  } web;
  struct {
    std::string touchpoint;  // empty: no counter here
  } counter;
  struct {
    std::string touchpoint;  // empty: no kiosk here
    Duration idle{};
  } kiosk;
  struct {
    std::string controller;
    Texts purposes;
  } privacy;
  struct {
    std::string loyalty_pattern;  // ECMAScript, for the whole scan
    std::string order_pattern;
  } scan;
  struct {
    Duration receipt_timeout{};
    Duration news_poll{};
    Duration backoff_max{};
    Duration request_timeout{};
    Duration probe{};
    Duration keep_alive{};
    std::int64_t batch_rows = 0;
    std::int64_t batch_bytes = 0;
  } sync;
  struct {
    std::filesystem::path file;  // where the device key is, or is to be made
  } secret;
  struct {
    std::string level;
  } log;

  // Without a controller and purposes there is no ground to recognise anybody.
  bool may_recognise() const { return !privacy.controller.empty() && !privacy.purposes.empty(); }
  std::filesystem::path control_socket() const { return storage.runtime / "control.sock"; }
};

// The table that declares every key. It points into `config`, which must outlive it.
Schema agent_schema(Config& config);

// The file's values, with everything filled in that follows from others: the device's name from the
// host's, sockets from the runtime folder, the key from systemd's credentials. `misconfigured`.
Result<Config> read_config(const std::filesystem::path& file);

// Every key with the value that would be in force, and where it comes from. `misconfigured`.
Result<std::vector<Setting>> read_settings(const std::filesystem::path& file);

}  // namespace touchpoint::config
