// The command line of touchpoint-hub: one function per command. Each prints what people want to
// read to stdout, its errors to stderr, and returns the program's exit code.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace touchpoint::hub {

struct InitOptions {
  std::filesystem::path folder;
  std::string name = "hub";
  std::vector<std::string> hosts;
  std::string devices_listen = "0.0.0.0:8443";
  std::string sources_listen = "127.0.0.1:8480";
  std::string console_listen = "127.0.0.1:8490";
  int mqtt_port = 8883;
  bool no_broker = false;
};
int run_init(const InitOptions& options);

int run_serve(const std::filesystem::path& config);

int run_token(const std::filesystem::path& config, const std::string& device,
              const std::string& store, std::chrono::seconds valid);
int run_token_list(const std::filesystem::path& config);
int run_token_withdraw(const std::filesystem::path& config, const std::string& token);
int run_device_list(const std::filesystem::path& config);
int run_device_revoke(const std::filesystem::path& config, const std::string& device);

int run_source_add(const std::filesystem::path& config, const std::string& name,
                   const std::string& user_id, const std::string& home_store);
int run_source_list(const std::filesystem::path& config);
int run_source_rotate(const std::filesystem::path& config, const std::string& name);

// The password is asked for twice on a terminal, and is else a line of standard input.
int run_operator_add(const std::filesystem::path& config, const std::string& name);
int run_operator_remove(const std::filesystem::path& config, const std::string& name);
int run_operator_list(const std::filesystem::path& config);
int run_operator_actions(const std::filesystem::path& config);

// Exit code 1 when anything is missing or is not what was stored.
int run_prove(const std::filesystem::path& config, const std::string& device, bool json);
// Prints where the copy is. Exit code 1 when it is not whole.
int run_backup(const std::filesystem::path& config);
int run_restored(const std::filesystem::path& config);
int run_status(const std::filesystem::path& config, bool json);

struct ImportOptions {
  std::filesystem::path file;
  std::string source;
  std::string currency;
};
int run_import_orders(const std::filesystem::path& config, const ImportOptions& options);

// "90s", "30m", "24h", "7d"; empty text in, an error sentence out, is what CLI11 wants of a check.
std::string check_duration(const std::string& text);
std::chrono::seconds duration_of(const std::string& text);

}  // namespace touchpoint::hub
