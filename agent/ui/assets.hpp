// The built pages, as they are in the program: see build/embed.mjs.
#pragma once

#include <span>

#include "web/pages.hpp"

namespace touchpoint::ui {

std::span<const web::Asset> counter_assets();
std::span<const web::Asset> kiosk_assets();
std::span<const web::Asset> tablet_assets();
std::span<const web::Asset> console_assets();
std::span<const web::Asset> phone_assets();

}  // namespace touchpoint::ui
