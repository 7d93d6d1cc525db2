#include "web/browser.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text.hpp"

namespace touchpoint::web {
namespace {

// Nothing is loaded from anywhere else, nothing inline runs, nobody frames us, and no browser
// feature that a shop's screen does not need is there to be abused.
constexpr std::string_view kFeatures =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSecurityHeaders = {{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", kFeatures},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

bool same_origin(const Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const auto origin = request.header("origin");
  if (origin.empty()) return true;
  const auto* scheme = request.peer.via == Peer::Via::tls ? "https://" : "http://";
  return origin == scheme + lower_case(request.header("host"));
}

void add_security_headers(Headers& headers) {
  const auto add = [&](std::string_view name, std::string_view value) {
    const bool said =
        std::ranges::any_of(headers, [&](const auto& header) { return header.first == name; });
    if (!said) headers.emplace_back(name, value);
  };
  for (const auto& [name, value] : kSecurityHeaders)
    add(name, value);
  add("Cache-Control", "no-store");
}

void allow_camera(Headers& headers) {
  std::string features{kFeatures};
  constexpr std::string_view kNoCamera = "camera=()";
  features.replace(features.find(kNoCamera), kNoCamera.size(), "camera=(self)");
  headers.emplace_back("Permissions-Policy", std::move(features));
}

bool is_json(const Request& request) {
  const auto type = request.header("content-type");
  const auto coding = lower_case(request.header("content-encoding"));
  return lower_case(trimmed(type.substr(0, type.find(';')))) == "application/json" &&
         (coding.empty() || coding == "identity");
}

}  // namespace touchpoint::web
