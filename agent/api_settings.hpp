// What the local API must be told, taken from the configuration.
#pragma once

#include "config/agent_config.hpp"
#include "web/settings.hpp"

namespace touchpoint {

web::ApiSettings api_settings(const config::Config& config);

}  // namespace touchpoint
