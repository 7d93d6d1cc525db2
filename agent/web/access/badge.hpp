// A badge's code, as a scanner or an NFC reader says it: "04:a2:2b:1c", "04A22B1C" and " 04a2 2b1c"
// are one badge. It is kept only as a keyed hash, so that the file where it stands names no badge.
#pragma once

#include <optional>
#include <string_view>

#include "core/bytes.hpp"

namespace touchpoint::web {

Digest badge_key(const Digest& staff_key);

// nullopt when this cannot be a badge: other than 6 to 64 letters and digits, or what must never be
// kept (core/redaction.hpp).
std::optional<Digest> badge_digest(std::string_view code, const Digest& key);

}  // namespace touchpoint::web
