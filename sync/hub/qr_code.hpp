// A text as a QR code for a terminal, dark on light whatever the terminal's own colours are.
#pragma once

#include <string>

#include "core/result.hpp"

namespace touchpoint::hub {

Result<std::string> qr_code(const std::string& text);

}  // namespace touchpoint::hub
