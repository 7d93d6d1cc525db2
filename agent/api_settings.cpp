#include "api_settings.hpp"

namespace touchpoint {
namespace {

// Whether it can be asked was checked when the configuration was read.
feedback::Survey survey_of(const std::string& written) {
  if (written.empty()) return feedback::store_visit_survey();
  auto survey = feedback::read_survey(written);
  return survey ? std::move(survey).value() : feedback::Survey{};
}

privacy::Notice notice_of(const std::string& written) {
  if (written.empty()) return {};
  auto notice = privacy::read_notice(written);
  return notice ? std::move(notice).value() : privacy::Notice{};
}

}  // namespace

feedback::Survey staff_survey(const config::Config& config) {
  const auto& written = config.staff_survey.survey.text;
  if (written.empty() || !config.staff_survey.asked_here) return {};
  auto survey = feedback::read_staff_survey(written);
  return survey ? std::move(survey).value() : feedback::Survey{};
}

web::ApiSettings api_settings(const config::Config& config) {
  return {.store = config.device.store,
          .store_name = config.device.store_name,
          .device = config.device.name,
          .counter = config.counter.touchpoint,
          .kiosk = config.kiosk.touchpoint,
          .languages = config.device.languages,
          .language = config.device.language,
          .currency = config.device.currency,
          .badge_alone_for =
              std::chrono::duration_cast<std::chrono::seconds>(config.counter.badge_alone_for),
          .idle = std::chrono::duration_cast<std::chrono::seconds>(config.kiosk.idle),
          .controller = config.privacy.controller,
          .notice = notice_of(config.privacy.notice.text),
          .collections = config.kiosk.collections,
          .survey = survey_of(config.kiosk.survey.text),
          .staff_survey = staff_survey(config),
          .carry_on = config.kiosk.carry_on,
          .lan_names = config.lan.listen.empty() ? config::Texts{} : config.lan.names};
}

}  // namespace touchpoint
