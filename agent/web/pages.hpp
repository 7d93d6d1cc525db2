// The pages of the counter and the kiosk, built into the program: nothing is read from a disk, so
// no path can lead anywhere else.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "web/http/server.hpp"

namespace touchpoint::web {

// One embedded file. All views outlive the server.
struct Asset {
  std::string_view path;  // "/index.html", "/assets/counter-5f1c.js"
  std::string_view content_type;
  std::string_view gzip;  // empty: only plain
  std::string_view plain;
  std::string_view etag;   // without quotes; changes with the bytes
  bool immutable = false;  // its name changes with its bytes, so browsers may keep it for ever
};

struct Pages {
  std::span<const Asset> counter;
  std::span<const Asset> kiosk;
  std::span<const Asset> tablet{};
};

// "/" is "/index.html". Null when there is no such file.
const Asset* find_asset(std::span<const Asset> assets, std::string_view path);

// 200 in gzip where the client takes it, 304 when it has these bytes.
Response serve(const Asset& asset, const Request& request);

}  // namespace touchpoint::web
