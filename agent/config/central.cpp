#include "config/central.hpp"

#include <algorithm>

#include "config/agent_config.hpp"
#include "config/file.hpp"
#include "core/text.hpp"
#include "privacy/notice.hpp"

namespace touchpoint::config {
namespace {

constexpr std::string_view kFirst = "# Given by the hub, written by touchpointd; settings ";
constexpr std::size_t kHeadMax = 1024;  // bytes

// Takes what stands before `end`, and `end`, off `text`.
std::optional<std::string_view> take(std::string_view& text, std::string_view end) {
  const auto at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const auto taken = text.substr(0, at);
  text.remove_prefix(at + end.size());
  return taken;
}

std::optional<std::int64_t> number_in(std::optional<std::string_view> text) {
  return text ? whole_number(*text) : std::nullopt;
}

std::optional<CentralSettings> from_text(std::string_view text) {
  if (!text.starts_with(kFirst)) return std::nullopt;
  text.remove_prefix(kFirst.size());
  CentralSettings settings;
  const auto number = number_in(take(text, "; version "));
  const auto version = number_in(take(text, "; device "));
  const auto device = take(text, "; at ");
  const auto at = take(text, "; epoch ");
  const auto epoch = take(text, "\n");
  if (!number || !version || !device || !at || !epoch) return std::nullopt;
  const auto time = from_rfc3339(*at);
  if (!time) return std::nullopt;
  return CentralSettings{.number = *number,
                         .version = *version,
                         .device = std::string(*device),
                         .epoch = std::string(*epoch),
                         .at = *time,
                         .body = std::string(text)};
}

}  // namespace

Result<void> check_central(const std::filesystem::path& name, std::string_view body) {
  Config nobodys;
  TP_TRY(const auto places, lay_over(agent_schema(nobodys), name, body, {}));
  // What a device's own file says beside it, only the device can know.
  const auto notice = privacy::read_notice(nobodys.privacy.notice.text);
  if (!notice || !places.contains("guards.consents")) return success();
  const auto difference = privacy::difference_of(notice.value(), nobodys.guards.consents);
  if (difference.empty()) return success();
  return misconfigured(name.string() + ": " + difference);
}

std::filesystem::path central_file(const std::filesystem::path& state) {
  return state / "settings.toml";
}

std::string to_text(const CentralSettings& settings) {
  return std::string(kFirst) + std::to_string(settings.number) + "; version " +
         std::to_string(settings.version) + "; device " + settings.device + "; at " +
         to_rfc3339(settings.at) + "; epoch " + settings.epoch + "\n" + settings.body;
}

Result<std::optional<CentralSettings>> read_central(const std::filesystem::path& state,
                                                    const std::string& device) {
  const auto file = central_file(state);
  std::error_code unseen;
  const auto status = std::filesystem::symlink_status(file, unseen);
  if (status.type() == std::filesystem::file_type::not_found) {
    return std::optional<CentralSettings>{};
  }
  TP_TRY(const auto text, read_small_file(file, kConfigFileMax + kHeadMax));
  auto settings = from_text(text);
  if (!settings) return damaged(file.string() + " is not what was written");
  if (settings->device != device) {
    return damaged(file.string() + " was given to another device, " + settings->device);
  }
  return settings;
}

}  // namespace touchpoint::config
