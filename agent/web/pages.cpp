#include "web/pages.hpp"

#include <algorithm>
#include <string>

#include "core/text.hpp"

namespace touchpoint::web {
namespace {

// Calls `see` with each element of a comma-separated header, trimmed.
template <class See>
bool any_element(std::string_view header, See see) {
  while (!header.empty()) {
    const auto comma = header.find(',');
    if (see(trimmed(header.substr(0, comma)))) return true;
    if (comma == std::string_view::npos) break;
    header.remove_prefix(comma + 1);
  }
  return false;
}

// RFC 9110 section 12.5.3; only "q=0" says no.
bool takes_gzip(std::string_view accept_encoding) {
  return any_element(accept_encoding, [](std::string_view element) {
    const auto semicolon = element.find(';');
    const auto coding = trimmed(element.substr(0, semicolon));
    if (coding != "gzip" && coding != "*") return false;
    if (semicolon == std::string_view::npos) return true;
    auto weight = trimmed(element.substr(semicolon + 1));
    if (!weight.starts_with("q=")) return true;
    weight.remove_prefix(2);
    return weight.find_first_not_of("0.") != std::string_view::npos;
  });
}

// RFC 9110 section 13.1.2: compared weakly.
bool has_these_bytes(std::string_view if_none_match, std::string_view etag) {
  return any_element(if_none_match, [&](std::string_view element) {
    if (element == "*") return true;
    if (element.starts_with("W/")) element.remove_prefix(2);
    return element == etag;
  });
}

}  // namespace

const Asset* find_asset(std::span<const Asset> assets, std::string_view path) {
  if (path == "/") path = "/index.html";
  const auto asset = std::ranges::find(assets, path, &Asset::path);
  return asset == assets.end() ? nullptr : &*asset;
}

Response serve(const Asset& asset, const Request& request) {
  const bool gzip = !asset.gzip.empty() && takes_gzip(request.header("accept-encoding"));
  // The two forms are different bytes, so they have different tags.
  const auto etag = "\"" + std::string(asset.etag) + (gzip ? "-gzip\"" : "\"");
  Response response;
  response.headers = {
      {"ETag", etag},
      {"Vary", "Accept-Encoding"},
      {"Cache-Control", asset.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (has_these_bytes(request.header("if-none-match"), etag)) {
    response.status = 304;
    return response;
  }
  response.content_type = asset.content_type;
  response.static_body = gzip ? asset.gzip : asset.plain;
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

}  // namespace touchpoint::web
