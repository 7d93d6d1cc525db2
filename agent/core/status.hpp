// How the device is, as one value: what `/v1/status`, `/metrics` and `touchpointctl status` all
// tell. Carries no personal data. The shape on the wire is `Status` in web/openapi.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace touchpoint {

// How the devices of the store are, this one included, as the hub sees them.
struct StoreDevices {
  struct Unwell {
    std::string device;
    std::string code;  // the gravest that is wrong with it (CONTRACT.md, "The store's devices")
    std::optional<WallTime> since{};

    bool operator==(const Unwell&) const = default;
  };
  WallTime at{};
  std::int64_t devices = 0;
  std::vector<Unwell> unwell{};

  bool operator==(const StoreDevices&) const = default;
};

struct DeviceStatus {
  std::string version;
  std::string store;
  std::string device;
  std::int64_t uptime_s = 0;

  struct Journal {
    std::string journal;
    bool well = true;
    bool full = false;  // nothing new is recorded for want of room
    std::int64_t last = 0;
    std::int64_t through = 0;
    std::int64_t refused = 0;
    std::optional<WallTime> oldest_unsent;
    bool records() const { return well && !full; }
    std::int64_t to_send() const { return last - through; }
  } journal;

  struct Hub {
    bool enrolled = false;
    bool online = false;
    std::string transport;          // "mqtt", "https"; empty: none
    std::optional<WallTime> since;  // online or offline since
    std::optional<WallTime> last_receipt;
    std::string problem;     // one sentence; empty: none
    std::string proxy{};     // "host:port" that all goes through, by HTTPS only; empty: none
    std::string approval{};  // the fingerprint of the key that it shall approve; empty: none waits
    bool revoked = false;    // it lets this device in no more, by an operator's decision
    std::optional<StoreDevices> devices{};  // nullopt: it has not said, or is one that does not say
  } hub;

  // What this device shows to the hub. Judged at the later of the clock and the time floor.
  struct Certificate {
    WallTime expires{};
    std::int64_t days_left = 0;  // negative: expired so long ago
    bool expired = false;
    std::string problem;  // why the last renewal failed, in one sentence; empty: none did
  };
  std::optional<Certificate> certificate;  // nullopt: not enrolled

  struct Replica {
    std::string state;  // "well", "empty", "loading", "expired", "failed", "not_configured"
    std::int64_t profiles = 0;
    std::optional<WallTime> as_of;
    std::optional<std::int64_t> age_s;
    std::optional<std::int64_t> collections{};  // orders ready in this store, of those known here
  } replica;

  // What the hub gives of the configuration.
  struct Settings {
    std::int64_t number = 0;                 // which; 0: none are in force
    std::vector<std::string> after_restart;  // "section.key" of what waits for one
    std::string problem;                     // why the last ones are not in force; empty: they are
    std::int64_t version = 0;  // of all that it gave and that is in force; 0: nothing is
    std::optional<std::int64_t> refused_version{};  // what is not; 0: it could not be read
  };
  std::optional<Settings> settings;  // nullopt: the hub gives none

  ClockQuality clock_quality = ClockQuality::unset;
  WallTime now{};
};

}  // namespace touchpoint
