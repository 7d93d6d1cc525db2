// What the local API must be told, taken from the configuration.
#pragma once

#include "config/agent_config.hpp"
#include "feedback/survey.hpp"
#include "web/settings.hpp"

namespace touchpoint {

// What staff are asked at this device; without a question: nothing.
feedback::Survey staff_survey(const config::Config& config);

web::ApiSettings api_settings(const config::Config& config);

}  // namespace touchpoint
