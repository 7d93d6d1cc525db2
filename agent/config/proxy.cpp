#include "config/proxy.hpp"

#include <charconv>

#include <sys/stat.h>

#include "config/file.hpp"
#include "core/text.hpp"

namespace touchpoint::config {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::size_t kPasswordMax = 1024;  // bytes

Error no_proxy_url() {
  return misconfigured(
      "must be an HTTP proxy's URL such as \"http://proxy.example:3128\" or "
      "\"http://user@proxy.example:3128\", with its port and nothing behind it");
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded += text.front();
      text.remove_prefix(1);
      continue;
    }
    unsigned value = 0;
    if (text.size() < 3) return std::nullopt;
    const auto parsed = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + 3) return std::nullopt;
    decoded += static_cast<char>(value);
    text.remove_prefix(3);
  }
  return decoded;
}

Result<std::string> read_password(const std::filesystem::path& file) {
  struct stat facts {};
  const bool open_to_all = ::stat(file.c_str(), &facts) == 0 && (facts.st_mode & 07) != 0;
  if (open_to_all) {
    return misconfigured("everybody on this device can read the proxy's password: chmod o-rwx " +
                         file.string());
  }
  TP_TRY(const auto text, read_small_file(file, kPasswordMax));
  std::string password(trimmed(text));
  if (password.empty()) return misconfigured(file.string() + " holds no password for the proxy");
  if (has_control_characters(password)) {
    return misconfigured("the proxy's password in " + file.string() + " must be one line");
  }
  return password;
}

}  // namespace

Result<HttpProxy> parse_proxy(const std::string& url) {
  if (!url.starts_with(kScheme)) return no_proxy_url();
  std::string_view rest = std::string_view(url).substr(kScheme.size());
  HttpProxy proxy;
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    const auto user = percent_decoded(rest.substr(0, at));
    rest.remove_prefix(at + 1);
    if (url.find(':', kScheme.size()) < kScheme.size() + at) {
      return misconfigured(
          "must not hold a password: put that into a file of its own, and name it by "
          "proxy_password_file");
    }
    // Basic ends the user's name at the first colon.
    if (!user || user->empty() || has_control_characters(*user) ||
        user->find(':') != std::string::npos) {
      return no_proxy_url();
    }
    proxy.user = *user;
  }
  if (!land(Written(std::string(rest)), Target(&proxy.address))) return no_proxy_url();
  return proxy;
}

Result<std::optional<HttpProxy>> proxy_of(const Config& config) {
  if (config.sync.proxy.empty()) return std::optional<HttpProxy>();
  TP_TRY(auto proxy, parse_proxy(config.sync.proxy));
  if (!proxy.user.empty()) {
    TP_TRY(proxy.password, read_password(config.sync.proxy_password_file));
  }
  return std::optional(std::move(proxy));
}

}  // namespace touchpoint::config
