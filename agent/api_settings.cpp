#include "api_settings.hpp"

namespace touchpoint {

web::ApiSettings api_settings(const config::Config& config) {
  return {.store = config.device.store,
          .store_name = config.device.store_name,
          .device = config.device.name,
          .counter = config.counter.touchpoint,
          .kiosk = config.kiosk.touchpoint,
          .languages = config.device.languages,
          .language = config.device.language,
          .currency = config.device.currency,
          .idle = std::chrono::duration_cast<std::chrono::seconds>(config.kiosk.idle),
          .survey = {
              .survey = "store-visit",
              .version = 1,
              .questions = {{.question = "recommend", .kind = web::SurveyQuestion::Kind::nps},
                            {.question = "experience", .kind = web::SurveyQuestion::Kind::faces}}}};
}

}  // namespace touchpoint
