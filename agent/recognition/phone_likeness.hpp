// How alike two phone numbers are, in plain or by keyed hashes alone. Pure.
//
// A number has prints: itself, itself without one of its digits (each in turn), and its last three
// digits. Two numbers that differ by one digit changed, dropped, added, or by two neighbours
// swapped have a print in common. Who keeps only hashes of prints can therefore see a slip without
// the number.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace touchpoint::recognition {

enum class PhoneLikeness {
  not_known,  // one of the two has none
  same,
  slip,    // one digit changed, dropped, added or moved
  ending,  // the last three digits agree
  other,
};

// What is hashed. `whole` first, `ending` last; between them `slip`, without repetitions.
struct PhonePrint {
  PhoneLikeness reach{};  // same, slip or ending
  std::string text;       // with a prefix, so that no print of one reach equals one of another
};

// Of an E.164 number, or of the last three or more digits where nobody said more: then only
// `ending`.
std::vector<PhonePrint> phone_prints(std::string_view number);

// By two lists of prints; `text` may have been replaced by its keyed hash on both sides.
PhoneLikeness phone_likeness(const std::vector<PhonePrint>& asked,
                             const std::vector<PhonePrint>& known);

// The best of all pairs of numbers, each by its prints.
PhoneLikeness phone_likeness(const std::vector<std::vector<PhonePrint>>& asked,
                             const std::vector<std::vector<PhonePrint>>& known);
// The same of plain numbers.
PhoneLikeness phone_likeness(const std::vector<std::string>& asked,
                             const std::vector<std::string>& known);

}  // namespace touchpoint::recognition
