#include "config/agent_config.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include <unistd.h>

#include "config/proxy.hpp"
#include "core/text.hpp"

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

// Reads the file into `config` and fills in what follows from other keys.
Result<Places> read_whole(const std::filesystem::path& file, Config& config) {
  TP_TRY(auto places, read_places(agent_schema(config), file));

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
  const auto proxy = config.sync.proxy.empty() ? HttpProxy{} : parse_proxy(config.sync.proxy);
  if (proxy && proxy.value().user.empty() != config.sync.proxy_password_file.empty()) {
    const auto* key =
        places.contains("sync.proxy_password_file") ? "sync.proxy_password_file" : "sync.proxy";
    return wrong(file, places, key,
                 "\"proxy_password_file\" in [sync] belongs to a \"proxy\" with a user in it, such "
                 "as \"http://user@proxy.example:3128\", and the other way round");
  }
  if (config.web.api_socket.empty()) config.web.api_socket = config.storage.runtime / "api.sock";
  if (config.secret.file.empty()) config.secret.file = default_secret(config.storage.state);
  return places;
}

}  // namespace

Result<Config> read_config(const std::filesystem::path& file) {
  Config config;
  TP_CHECK(read_whole(file, config));
  return config;
}

Result<std::vector<Setting>> read_settings(const std::filesystem::path& file) {
  Config config;
  TP_TRY(const auto places, read_whole(file, config));
  return settings_of(agent_schema(config), places);
}

}  // namespace touchpoint::config
