// The command line of touchpoint-hub: one function per command. Each prints what people want to
// read to stdout, its errors to stderr, and returns the program's exit code.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
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

struct TokenOptions {
  std::string device;
  std::string store;
  std::chrono::seconds valid{};
  std::string hub;  // its address: an enrolment line is printed instead of the bare token
  bool qr = false;
};
int run_token(const std::filesystem::path& config, const TokenOptions& options);
// The enrolment line of devices that are approved by their key.
int run_line(const std::filesystem::path& config, const std::string& url, bool qr);
int run_approve(const std::filesystem::path& config, const std::filesystem::path& file);
int run_pending_list(const std::filesystem::path& config, bool json);
int run_pending_decide(const std::filesystem::path& config, const std::string& device,
                       const std::string& print, bool approved);
// "https://host:port"; empty: it is one.
std::string check_hub_url(const std::string& url);
int run_token_list(const std::filesystem::path& config);
int run_token_withdraw(const std::filesystem::path& config, const std::string& token);
int run_device_list(const std::filesystem::path& config);
int run_device_revoke(const std::filesystem::path& config, const std::string& device);

// What the hub has issued to itself; the hub need not run, and reads it when it starts.
enum class CaStep { renew, add, change_over, drop };
int run_ca_show(const std::filesystem::path& config);
// `at_once`: without waiting until every device has renewed.
int run_ca_step(const std::filesystem::path& config, CaStep step, bool at_once);

int run_source_add(const std::filesystem::path& config, const std::string& name,
                   const std::string& user_id, const std::string& home_store);
int run_source_list(const std::filesystem::path& config);
int run_source_rotate(const std::filesystem::path& config, const std::string& name);
// Unless `sure`, the name is asked for once more.
int run_source_remove(const std::filesystem::path& config, const std::string& name, bool sure);

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

// --- what devices are given ---------------------------------------------------------------------
// The hub need not run. Exit code 78 when a device would refuse them.
int run_settings_check(const std::filesystem::path& file);
struct PublishOptions {
  std::filesystem::path file;
  std::string ring;  // empty: the first one
  std::string note;
};
int run_settings_publish(const std::filesystem::path& config, const PublishOptions& options);
int run_settings_widen(const std::filesystem::path& config);
int run_settings_withdraw(const std::filesystem::path& config, const std::string& note);
int run_settings_show(const std::filesystem::path& config, std::int64_t number);
int run_settings_status(const std::filesystem::path& config, bool json);

int run_ring_add(const std::filesystem::path& config, const std::string& name);
int run_ring_put(const std::filesystem::path& config, const std::string& ring,
                 const std::string& device, const std::string& store);
int run_ring_list(const std::filesystem::path& config);

struct StaffOptions {
  std::string store;
  std::string name;
  std::string display_name;
  std::string role = "associate";
  std::optional<std::string> pin_file;  // "-" is standard input; none: the terminal is asked
};
int run_staff_add(const std::filesystem::path& config, const StaffOptions& options);
int run_staff_reset(const std::filesystem::path& config, const StaffOptions& options);
int run_staff_remove(const std::filesystem::path& config, const StaffOptions& options);
int run_staff_list(const std::filesystem::path& config, const std::string& store);

struct VoiceOptions {
  std::string survey;  // empty: all
  bool csv = false;
  bool json = false;
};
int run_staff_survey(const std::filesystem::path& config, const VoiceOptions& options);

struct ProfileOptions {
  std::string profile;
  std::string other;
  std::string reason;
};
int run_profile_find(const std::filesystem::path& config, const std::string& text);
int run_profile_show(const std::filesystem::path& config, const std::string& profile, bool json);
int run_profile_proposals(const std::filesystem::path& config, bool json);
int run_profile_merge(const std::filesystem::path& config, const ProfileOptions& options);
int run_profile_split(const std::filesystem::path& config, const ProfileOptions& options);
int run_profile_reconsider(const std::filesystem::path& config, const ProfileOptions& options);

// "90s", "30m", "24h", "7d"; empty text in, an error sentence out, is what CLI11 wants of a check.
std::string check_duration(const std::string& text);
std::chrono::seconds duration_of(const std::string& text);

}  // namespace touchpoint::hub
