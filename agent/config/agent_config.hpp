// What IT may change about a store device: one TOML file, read once at the start. A wrong file
// stops the program with exit code 78 and one sentence; nothing is guessed and nothing fails open.
//
// `touchpointctl config example` writes the whole file with every key, its meaning and its default.
#pragma once

#include <filesystem>
#include <string>

#include "config/central.hpp"
#include "config/schema.hpp"

namespace touchpoint::config {

inline constexpr const char* kAgentConfigFile = "/etc/touchpoint/agent.toml";

struct Config {
  struct {
    std::string store;              // slug
    std::string name;               // slug
    std::string store_name;         // what people call the store
    Texts languages;                // BCP 47, the page offers them in this order
    std::string language;           // one of them
    std::string currency;           // ISO 4217
    std::string country;            // ISO 3166-1
    std::string time_zone;          // IANA; empty: the device's own
    std::int64_t day_turns_at = 0;  // hour of the store's clocks
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
  // The door for tablets.
  struct {
    std::string listen;  // "address:port"; empty: there is none
    Texts names;         // what tablets call this device
  } lan;
  struct {
    std::string touchpoint;  // empty: no counter here
    Duration visit_idle{};
    Duration badge_alone_for{};
  } counter;
  struct {
    std::string touchpoint;  // empty: no kiosk here
    Duration idle{};
    bool collections = true;
    Document survey;       // JSON (agent/feedback/SURVEYS.md); empty: the shipped one
    std::string carry_on;  // where phones carry on; empty: nowhere
  } kiosk;
  // What staff are asked of their work (agent/feedback/STAFF.md).
  struct {
    Document survey;  // JSON; empty: nothing
    std::int64_t minimum_group = 0;
    bool asked_here = true;
  } staff_survey;
  // What the card tells staff (journey/guards.hpp).
  struct {
    Texts off;
    Duration already_bought{};
    Duration declined{};
    Duration promise_ahead{};
    Duration detractor{};
    std::int64_t detractor_nps = 0;
    std::int64_t detractor_csat = 0;
    std::int64_t detractor_ces = 0;
    Duration return_max{};
    Duration cart_min{};
    Duration cart_max{};
    std::int64_t late_orders = 0;
    std::int64_t late_percent = 0;
    Texts consents;
  } guards;
  // Where a journey has got to, and where it halts (journey/gaps.hpp).
  struct {
    Duration delivery{};
    Duration collection{};
    Duration answer{};
    std::int64_t retained_orders = 0;
    std::int64_t loyal_orders = 0;
    Duration active{};
  } journey;
  // Which scores are doubted (feedback/fairness.hpp).
  struct {
    Duration repeat_within{};
    std::int64_t burst_people = 0;
    Duration burst_window{};
    Texts staff_hours;
  } fairness;
  struct {
    std::string controller;
    Texts purposes;
    Document notice;  // JSON (agent/privacy/NOTICES.md); empty: nobody is registered here
  } privacy;
  struct {
    // ECMAScript, for the whole scan; empty: nothing is one. In which symbologies it stands.
    std::string loyalty_pattern;
    Texts loyalty_symbologies;
    std::string order_pattern;
    Texts order_symbologies;
    std::string gift_card_pattern;
    Texts gift_card_symbologies;
    std::string coupon_pattern;
    Texts coupon_symbologies;
    std::string receipt_pattern;
    Texts receipt_symbologies;
    std::string account_pattern;
    Texts account_symbologies;
    std::string wallet_pattern;
    Texts wallet_symbologies;
    std::string payment_account_pattern;
    Texts payment_account_symbologies;
    Texts blocked;  // ECMAScript, for identifiers that stand for nobody
  } scan;
  struct {
    Duration receipt_timeout{};
    Duration news_poll{};
    Duration backoff_max{};
    Duration request_timeout{};
    Duration lookup_timeout{};  // 0: the hub is not asked for anybody
    Duration probe{};
    Duration keep_alive{};
    std::int64_t batch_rows = 0;
    std::int64_t batch_bytes = 0;
    std::string proxy;  // an HTTP proxy's URL; empty: none. See proxy.hpp
    std::filesystem::path proxy_password_file;
  } sync;
  struct {
    std::filesystem::path file;  // where the device key is, or is to be made
  } secret;
  struct {
    std::string level;
  } log;

  // What the hub gives, laid over the file (central.hpp).
  struct {
    std::int64_t number = 0;  // which settings are in force; 0: none
    std::string problem;      // why none are although there is a file, in one sentence
  } central;
  // The file as it was read at the start, for what the hub gives later.
  struct {
    std::filesystem::path path;
    std::string text;
  } file;

  // Without a controller and purposes there is no ground to recognise anybody.
  bool may_recognise() const { return !privacy.controller.empty() && !privacy.purposes.empty(); }
  std::filesystem::path control_socket() const { return storage.runtime / "control.sock"; }
};

// The table that declares every key. It points into `config`, which must outlive it.
Schema agent_schema(Config& config);
Section scan_section(Config& config);    // its [scan], which is long
Section guards_section(Config& config);  // its [guards], which is long, too
Section journey_section(Config& config);
Section fairness_section(Config& config);

// The file's values and what the hub gives, with everything filled in that follows from others: the
// device's name from the host's, sockets from the runtime folder, the key from systemd's
// credentials. `misconfigured`. What the hub gives never is a reason for that: it is left aside,
// whole, when it does not fit.
Result<Config> read_config(const std::filesystem::path& file);

// The same with these settings instead of those that are kept. `misconfigured` when they do not
// fit.
Result<Config> with_central(const Config& now, const CentralSettings& settings);

// Two patterns of [scan] of which one's codes all fit the other as well: staff are asked what it is
// at every scan of one that the replica does not know.
struct Clash {
  std::string inner;    // "order_pattern"
  std::string outer;    // "loyalty_pattern"
  std::string example;  // a code that fits both
};
std::vector<Clash> clashes_of(const Config& config);

// Takes the keys over that a running device follows. The names of those that differ:
struct Followed {
  std::vector<std::string> at_once;        // and are taken over
  std::vector<std::string> after_restart;  // and are not
};
Followed follow(Config& now, Config next);

// Every key with the value that would be in force, and where it comes from. `misconfigured`.
struct Settings {
  std::vector<Setting> settings;
  std::int64_t given = 0;  // the number of what the hub gives
  std::string problem;     // why that is not in force; empty: it is, or there is none
};
Result<Settings> read_settings(const std::filesystem::path& file);

}  // namespace touchpoint::config
