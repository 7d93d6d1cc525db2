#include "sync/https/server_address.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace touchpoint::sync {
namespace {

constexpr std::string_view kScheme = "https://";

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

bool is_address_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
         c == '.';
}

bool all(std::string_view text, bool (*fits)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::string ServerAddress::text() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string ServerAddress::host_header() const {
  auto header = text();
  if (port == 443) header.resize(header.size() - std::string_view(":443").size());
  return header;
}

Result<ServerAddress> parse_server_url(const std::string& url) {
  const auto wrong = [&url] {
    return misconfigured("\"" + url + "\" is not a server's URL, such as https://hub.example:8443");
  };
  if (!url.starts_with(kScheme)) return wrong();
  std::string_view rest = std::string_view(url).substr(kScheme.size());
  ServerAddress address;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return wrong();
    address.host = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    if (!all(address.host, is_address_char) || address.host.find(':') == std::string::npos)
      return wrong();
  } else {
    const auto end = std::min(rest.find(':'), rest.size());
    address.host = rest.substr(0, end);
    rest.remove_prefix(end);
    if (!all(address.host, is_host_char)) return wrong();
  }
  if (rest.empty()) return address;
  const char* end = rest.data() + rest.size();
  const auto port = std::from_chars(rest.data() + 1, end, address.port);
  if (rest.front() != ':' || port.ec != std::errc{} || port.ptr != end || address.port == 0)
    return wrong();
  return address;
}

}  // namespace touchpoint::sync
