// The built pages, as bytes inside the program: what the web serves at the root of each origin.
//
// The list is made when the pages are built, because their file names carry a hash of the content.
// Everything lives as long as the program; nothing is copied or allocated per request.
#pragma once

#include <span>
#include <string_view>

namespace touchpoint::ui {

struct Asset {
  std::string_view path;          // as requested: "/", "/assets/index-3fA9.js"
  std::string_view content_type;  // with its charset
  std::string_view bytes;
  std::string_view gzip;  // the same, packed as tight as gzip can
  std::string_view etag;  // quoted, as it stands in the header; of the unpacked bytes
  bool immutable;         // its name changes with its content: cache it for ever
};

std::span<const Asset> counter_assets();
std::span<const Asset> kiosk_assets();

}  // namespace touchpoint::ui
