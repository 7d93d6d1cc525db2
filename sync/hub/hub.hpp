// Hub is the running program: the store and its doors, wired together. Nothing else knows every
// concrete type.
//
// Loop thread, except that the store works on its own thread and MQTT on the library's.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "sync/hub/config.hpp"
#include "sync/hub/enrolment.hpp"
#include "sync/hub/folder.hpp"
#include "sync/hub/identity_rules.hpp"
#include "web/pages.hpp"

namespace touchpoint::hub {

struct HubSettings {
  std::string name;
  std::string devices_listen;  // "0.0.0.0:8443"; port 0 takes a free one
  std::string sources_listen;
  std::string country;         // where sources' customers live, ISO 3166-1
  std::string devices_host;    // by which devices reach this hub
  std::string console_listen;  // empty: there is no console
  std::span<const web::Asset> console_pages{};
  std::string phones_listen;  // empty: phones carry on nowhere
  std::string phones_url;
  std::span<const web::Asset> phone_pages{};
  std::string version = "0";
  IdentityRules identity{};
  std::string mqtt_host;  // empty: there is no broker
  int mqtt_port = 0;
  std::string mqtt_device_host;
  CertificateTerms certificates;
  std::chrono::seconds mqtt_keep_alive{60};
  std::chrono::milliseconds mqtt_backoff_max{30'000};
};
HubSettings settings_of(const Config& config);

class Hub {
 public:
  // Opens the store and all doors. `misconfigured` with what to change.
  static Result<std::unique_ptr<Hub>> open(Loop& loop, const Folder& folder,
                                           const HubSettings& settings, const Clock& clock,
                                           Random& random);
  ~Hub();

  std::uint16_t devices_port() const;
  std::uint16_t sources_port() const;
  std::uint16_t console_port() const;  // 0: there is none
  std::uint16_t phones_port() const;   // 0: there is none
  bool broker_connected() const;

  // Takes nothing new, lets what is under way be committed and answered, then calls `done`.
  void drain(Task done);

 private:
  struct State;
  explicit Hub(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint::hub
