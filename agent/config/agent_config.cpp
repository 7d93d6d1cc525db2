#include "config/agent_config.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include <unistd.h>

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

Error wrong(const std::filesystem::path& file, std::string_view sentence) {
  return misconfigured(file.string() + ": " + std::string(sentence));
}

}  // namespace

Result<Config> read_config(const std::filesystem::path& file) {
  Config config;
  TP_CHECK(read_config(agent_schema(config), file));

  auto& device = config.device;
  if (device.name.empty()) device.name = host_slug();
  if (device.name.empty()) {
    return wrong(file,
                 "\"name\" in [device] must be set: this host's name is not made of a-z, 0-9 "
                 "and '-'");
  }
  if (device.store_name.empty()) device.store_name = device.store;
  if (std::ranges::find(device.languages, device.language) == device.languages.end()) {
    return wrong(file, "\"language\" in [device] must be one of \"languages\"");
  }
  const bool same = config.counter.touchpoint == config.kiosk.touchpoint;
  if (same && !config.counter.touchpoint.empty()) {
    return wrong(file, "[counter] and [kiosk] must have different touchpoints");
  }
  if (config.web.api_socket.empty()) config.web.api_socket = config.storage.runtime / "api.sock";
  if (config.secret.file.empty()) config.secret.file = default_secret(config.storage.state);
  return config;
}

}  // namespace touchpoint::config
