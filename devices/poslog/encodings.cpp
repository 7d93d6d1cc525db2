#include "devices/poslog/encodings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace touchpoint::devices {
namespace {

// Bytes 0x80 to 0x9f, as the WHATWG's index has them.
constexpr std::array<int, 32> kWindows1252 = {
    0x20ac, -1,     0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, -1,     0x017d, -1,     -1,     0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, -1,     0x017e, 0x0178};
// Where ISO 8859-15 is not 8859-1.
constexpr std::array<std::pair<int, int>, 8> kLatin9 = {{{0xa4, 0x20ac},
                                                         {0xa6, 0x0160},
                                                         {0xa8, 0x0161},
                                                         {0xb4, 0x017d},
                                                         {0xb8, 0x017e},
                                                         {0xbc, 0x0152},
                                                         {0xbd, 0x0153},
                                                         {0xbe, 0x0178}}};

bool is(std::string_view name, std::string_view lower) {
  return std::ranges::equal(name, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace

bool characters_of(std::string_view encoding, int* map) {
  for (int byte = 0; byte < 256; ++byte)
    map[byte] = byte;
  if (is(encoding, "windows-1252") || is(encoding, "cp1252")) {
    std::ranges::copy(kWindows1252, map + 0x80);
    return true;
  }
  if (!is(encoding, "iso-8859-15") && !is(encoding, "latin-9")) return false;
  for (const auto& [byte, character] : kLatin9)
    map[byte] = character;
  return true;
}

}  // namespace touchpoint::devices
