// What is found means something: facts in, a Finding in the operator's language out. Pure
// functions, one for each check; what a library said of a failure stands in brackets, in English.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/status.hpp"
#include "ctl/doctor/finding.hpp"
#include "ctl/doctor/machine.hpp"
#include "ctl/doctor/network.hpp"
#include "ctl/words.hpp"

namespace touchpoint::ctl {

// What the running program says of itself.
struct DaemonFacts {
  std::string version{};
  std::string key_file;  // the device key, as it was handed over to it
  struct Database {
    int format = 0;  // of the file
    int own = 0;     // that the program writes
  };
  Database journal{};
  Database replica{};
};

// The daemon as it was found: what it said, or why it said nothing.
struct Daemon {
  bool answers = false;
  std::string problem{};  // why not; also of one that answers and cannot work
  std::optional<DeviceStatus> status{};
  std::vector<std::string> notices{};
  std::optional<DaemonFacts> facts{};
};

Finding judge_daemon(const Daemon& daemon, const std::string& own_version, const Words& words);
// `changed`: the file was written after the daemon read it.
Finding judge_configuration(const std::string& file, const std::string& problem, bool may_recognise,
                            bool changed, const Words& words);
// `ahead`: by how much our clock is before the hub's.
Finding judge_clock(ClockQuality quality, std::optional<std::chrono::seconds> ahead,
                    const Words& words);
Finding judge_disk(const std::filesystem::path& folder, const DiskFacts& disk, const Words& words);
Finding judge_theft(KeyKeeping key, std::optional<bool> encrypted, const Words& words);
Finding judge_schemas(const std::optional<DaemonFacts>& facts, const Words& words);

// A path, and the permission bits that nobody may have on it.
struct Guarded {
  Rights rights;
  mode_t forbidden = 077;
  bool same_owner = true;  // as the state folder
};
Finding judge_rights(const Rights& state, const std::vector<Guarded>& guarded, const Words& words);

// `way`: how the hub was asked through it, or how only it was reached. `to`: where it shall let us
// through; empty: not known yet.
Finding judge_proxy(const std::string& proxy, const std::string& to, const Step& way,
                    const Words& words);
Finding judge_proxy_settings(const std::string& problem, const Words& words);
// With a proxy between, which knows only HTTPS.
Finding judge_unused_broker(const Words& words);

enum class Server { hub, broker };
Finding judge_name(Server server, const std::string& host, const Resolved& resolved,
                   const Words& words);
Finding judge_way(Server server, const std::string& where, const Step& step, const Words& words);
Finding judge_hub(const std::string& url, const HubAnswer& answer, const Words& words);
Finding judge_broker(const std::string& where, const Step& step, const Words& words);

struct CertificateFacts {
  std::string device;  // whom it names
  std::string store;
  std::string authority;  // whose it is
  WallTime not_before{};
  WallTime not_after{};
};
Finding judge_certificate(const CertificateFacts& certificate, const std::string& device,
                          const std::string& store, WallTime now, const Words& words);

// A device that is not enrolled, or whose identity cannot be read: nothing behind it can be tried.
Finding judge_no_identity(const std::string& problem, const Words& words);

}  // namespace touchpoint::ctl
