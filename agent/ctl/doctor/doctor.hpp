// The doctor looks at everything that a device needs, from its clock to its broker, and says of
// each what is so and what to do. It tries the way to the hub by itself, so that it works while the
// daemon is down; what only the daemon knows it is told in Daemon.
//
// Every check is bounded in time (kPatience), so all of them are: about half a minute when nothing
// answers. It changes nothing, here or at the other end.
#pragma once

#include <filesystem>
#include <functional>

#include "config/agent_config.hpp"
#include "ctl/doctor/finding.hpp"
#include "ctl/doctor/verdicts.hpp"

namespace touchpoint::ctl {

inline constexpr Patience kPatience{5'000};

struct Patient {
  std::string config_file;
  Result<config::Config> config;  // an Error: the rest of the device cannot be found
  Daemon daemon;
  std::string own_version;
};

// Called with what is looked at next.
using DoctorProgress = std::function<void(std::string_view sentence)>;
Findings examine(const Patient& patient, const Words& words, const DoctorProgress& progress);

}  // namespace touchpoint::ctl
