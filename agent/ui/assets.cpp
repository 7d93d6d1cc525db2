#include "ui/assets.hpp"

#include <array>
#include <cstddef>

extern "C" {
extern const unsigned char touchpoint_ui_pages[];
extern const unsigned long touchpoint_ui_pages_size;
}

namespace touchpoint::ui {
namespace {

std::string_view cut(std::size_t from, std::size_t size) {
  return {reinterpret_cast<const char*>(touchpoint_ui_pages) + from, size};
}

Asset asset(std::string_view path, std::string_view content_type, std::size_t from,
            std::size_t size, std::size_t packed, std::string_view etag, bool immutable) {
  return {path, content_type, cut(from, size), cut(from + size, packed), etag, immutable};
}

}  // namespace

// Each included file is a list of calls of `asset`, one a line, written by embed.cmake.
std::span<const Asset> counter_assets() {
  static const std::array assets{
#include "counter_assets.inc"
  };
  return assets;
}

std::span<const Asset> kiosk_assets() {
  static const std::array assets{
#include "kiosk_assets.inc"
  };
  return assets;
}

}  // namespace touchpoint::ui
