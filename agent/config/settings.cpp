#include "config/schema.hpp"

namespace touchpoint::config {
namespace {

std::string origin_of(const Setting& setting, const std::filesystem::path& file,
                      std::int64_t given) {
  switch (setting.origin) {
    case Setting::Origin::file:
      return file.string() + ":" + std::to_string(setting.line) +
             (setting.overrides_hub ? ", overrides the hub's settings " + std::to_string(given)
                                    : "");
    case Setting::Origin::hub:
      return "from the hub, settings " + std::to_string(given);
    case Setting::Origin::derived:
      return "follows from the others";
    case Setting::Origin::fallback:
      break;
  }
  return "default";
}

}  // namespace

std::vector<Setting> settings_of(const Schema& schema, const Places& places,
                                 const Places& central) {
  std::vector<Setting> settings;
  for (const auto& section : schema.sections) {
    for (const auto& key : section.keys) {
      const auto written = written_of(key.target);
      Setting setting{.section = section.name, .key = key.name, .value = as_toml(written)};
      const auto name = section.name + "." + key.name;
      const auto place = places.find(name);
      if (place != places.end()) {
        setting.origin = Setting::Origin::file;
        setting.line = place->second.line;
        setting.overrides_hub = central.contains(name);
      } else if (central.contains(name)) {
        setting.origin = Setting::Origin::hub;
      } else {
        setting.origin =
            key.fallback == written ? Setting::Origin::fallback : Setting::Origin::derived;
      }
      if (key.secret && setting.value != "\"\"") setting.value = "\"***\"";
      settings.push_back(std::move(setting));
    }
  }
  return settings;
}

std::string write_settings(const std::vector<Setting>& settings,
                           const std::optional<std::filesystem::path>& origin_file,
                           std::int64_t given) {
  std::string text;
  std::string_view section;
  for (const auto& setting : settings) {
    if (setting.section != section) {
      section = setting.section;
      text += std::string(text.empty() ? "" : "\n").append("[").append(section).append("]\n");
    }
    text += setting.key + " = " + setting.value;
    if (origin_file) text += "  # " + origin_of(setting, *origin_file, given);
    text += "\n";
  }
  return text;
}

}  // namespace touchpoint::config
