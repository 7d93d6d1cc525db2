// What the configuration says of scans, as recognition takes it.
#pragma once

#include "config/agent_config.hpp"
#include "recognition/block_list.hpp"
#include "recognition/namespaces.hpp"

namespace touchpoint {

recognition::Rules scan_rules(const config::Config& config);

// The configuration has been checked: each pattern compiles.
recognition::BlockList block_list(const config::Config& config);

}  // namespace touchpoint
