// The encodings of tills that XML's parser does not know by itself.
#pragma once

#include <string_view>

namespace touchpoint::devices {

// Fills in which character each of 256 bytes is (-1: none), for windows-1252 and iso-8859-15.
// False: unknown here, too.
bool characters_of(std::string_view encoding, int* map);

}  // namespace touchpoint::devices
