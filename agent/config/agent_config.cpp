#include "config/agent_config.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include <unistd.h>

#include "config/file.hpp"
#include "config/proxy.hpp"
#include "core/text.hpp"
#include "privacy/notice.hpp"

namespace touchpoint::config {
namespace {

// The first label of the host's name, as a slug; empty when it cannot be one.
std::string host_slug() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  std::string label(name.data());
  label.resize(std::min(label.find('.'), label.size()));
  std::ranges::transform(label, label.begin(), [](unsigned char c) {
    return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
  });
  return is_slug(label) ? label : std::string();
}

std::filesystem::path default_secret(const std::filesystem::path& state) {
  constexpr auto kName = "device.key";
  // Read before any thread is started.
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
  if (folder != nullptr && *folder != '\0') {
    const auto credential = std::filesystem::path(folder) / kName;
    std::error_code ignored;  // what cannot be seen is not there
    if (std::filesystem::exists(credential, ignored)) return credential;
  }
  return state / kName;
}

// Says what is wrong with a key that has to fit others, and where it stands.
Error wrong(const std::filesystem::path& file, const Places& places, std::string_view key,
            std::string_view sentence) {
  const auto place = places.find(key);
  const auto where = place == places.end() ? std::string()
                                           : std::to_string(place->second.line) + ":" +
                                                 std::to_string(place->second.column) + ":";
  return misconfigured(file.string() + ":" + where + " " + std::string(sentence));
}

struct Layers {
  Places local;
  Places central;
};

// Fills in what follows from other keys.
Result<void> complete(Config& config, const std::filesystem::path& file, const Places& places);

// Reads the file's text and what the hub gives into `config`.
Result<Layers> read_layers(const std::filesystem::path& file, std::string_view text,
                           const std::optional<CentralSettings>& central, Config& config) {
  const auto schema = agent_schema(config);
  Layers layers;
  TP_TRY(layers.local, read_places(schema, file, text));
  if (central) {
    TP_TRY(layers.central, lay_over(schema, central->name(), central->body, layers.local));
    config.central.number = central->number;
  }
  TP_CHECK(complete(config, file, layers.local));
  config.file = {file, std::string(text)};
  return layers;
}

Result<void> complete(Config& config, const std::filesystem::path& file, const Places& places) {
  auto& device = config.device;
  if (device.name.empty()) device.name = host_slug();
  if (device.name.empty()) {
    return wrong(file, places, "device.name",
                 "\"name\" in [device] must be set: this host's name is not made of a-z, 0-9 "
                 "and '-'");
  }
  if (device.store_name.empty()) device.store_name = device.store;
  if (std::ranges::find(device.languages, device.language) == device.languages.end()) {
    const auto* key = places.contains("device.language") ? "device.language" : "device.languages";
    return wrong(file, places, key, "\"language\" in [device] must be one of \"languages\"");
  }
  const bool same = config.counter.touchpoint == config.kiosk.touchpoint;
  if (same && !config.counter.touchpoint.empty()) {
    const auto* key =
        places.contains("kiosk.touchpoint") ? "kiosk.touchpoint" : "counter.touchpoint";
    return wrong(file, places, key, "[counter] and [kiosk] must have different touchpoints");
  }
  if (!config.lan.listen.empty() && config.lan.names.empty()) {
    return wrong(file, places, "lan.listen",
                 "\"listen\" in [lan] needs \"names\": by which names and addresses tablets call "
                 "this device");
  }
  if (!config.lan.listen.empty() && config.kiosk.touchpoint.empty()) {
    return wrong(file, places, "lan.listen",
                 "\"listen\" in [lan] needs a \"touchpoint\" in [kiosk]: tablets show its "
                 "questions");
  }
  const auto proxy = config.sync.proxy.empty() ? HttpProxy{} : parse_proxy(config.sync.proxy);
  if (proxy && proxy.value().user.empty() != config.sync.proxy_password_file.empty()) {
    const auto* key =
        places.contains("sync.proxy_password_file") ? "sync.proxy_password_file" : "sync.proxy";
    return wrong(file, places, key,
                 "\"proxy_password_file\" in [sync] belongs to a \"proxy\" with a user in it, such "
                 "as \"http://user@proxy.example:3128\", and the other way round");
  }
  if (const auto notice = privacy::read_notice(config.privacy.notice.text)) {
    const auto difference = privacy::difference_of(notice.value(), config.guards.consents);
    const auto* key = places.contains("privacy.notice") ? "privacy.notice" : "guards.consents";
    if (!difference.empty()) return wrong(file, places, key, difference);
  }
  if (config.web.api_socket.empty()) config.web.api_socket = config.storage.runtime / "api.sock";
  if (config.secret.file.empty()) config.secret.file = default_secret(config.storage.state);
  return success();
}

// Reads the file, and what the hub gives where that fits.
Result<Layers> read_whole(const std::filesystem::path& file, Config& config) {
  TP_TRY(const auto text, read_small_file(file, kConfigFileMax));
  TP_TRY(auto local, read_layers(file, text, std::nullopt, config));
  const auto central = read_central(config.storage.state, config.device.name);
  if (!central) {
    config.central.problem = central.error().sentence();
    return local;
  }
  if (!central.value()) return local;
  Config both;
  auto layers = read_layers(file, text, central.value(), both);
  if (layers) {
    config = std::move(both);
    return layers;
  }
  config.central.problem = layers.error().sentence();
  return local;
}

}  // namespace

Result<Config> read_config(const std::filesystem::path& file) {
  Config config;
  TP_CHECK(read_whole(file, config));
  return config;
}

Result<Config> with_central(const Config& now, const CentralSettings& settings) {
  Config next;
  TP_CHECK(read_layers(now.file.path, now.file.text, settings, next));
  return next;
}

Followed follow(Config& now, Config next) {
  Followed followed;
  const auto present = agent_schema(now);
  const auto wanted = agent_schema(next);
  for (std::size_t s = 0; s < present.sections.size(); ++s) {
    const auto& section = present.sections[s];
    for (std::size_t k = 0; k < section.keys.size(); ++k) {
      const auto& key = section.keys[k];
      const auto written = written_of(wanted.sections[s].keys[k].target);
      if (key.central == Central::never || written == written_of(key.target)) continue;
      const bool taken = key.central == Central::at_once && land(written, key.target);
      (taken ? followed.at_once : followed.after_restart).push_back(section.name + "." + key.name);
    }
  }
  now.central = next.central;
  return followed;
}

Result<Settings> read_settings(const std::filesystem::path& file) {
  Config config;
  TP_TRY(const auto layers, read_whole(file, config));
  return Settings{.settings = settings_of(agent_schema(config), layers.local, layers.central),
                  .given = config.central.number,
                  .problem = config.central.problem};
}

}  // namespace touchpoint::config
