#include "recognition/phone_likeness.hpp"

#include <algorithm>

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kEnding = 3;    // digits
constexpr std::size_t kShortest = 6;  // digits; fewer are an ending, and nothing more
constexpr std::size_t kLongest = 15;  // digits, E.164

bool share(const std::vector<PhonePrint>& left, const std::vector<PhonePrint>& right,
           PhoneLikeness reach) {
  // The whole of one is what is left of the other when a digit was dropped: both count as `slip`.
  const auto reaches = [&](const PhonePrint& print) { return print.reach == reach; };
  return std::ranges::any_of(left, [&](const PhonePrint& one) {
    return reaches(one) && std::ranges::any_of(right, [&](const PhonePrint& other) {
             return reaches(other) && one.text == other.text;
           });
  });
}

int rank(PhoneLikeness likeness) {
  switch (likeness) {
    case PhoneLikeness::same:
      return 4;
    case PhoneLikeness::slip:
      return 3;
    case PhoneLikeness::ending:
      return 2;
    case PhoneLikeness::other:
      return 1;
    case PhoneLikeness::not_known:
      return 0;
  }
  return 0;
}

}  // namespace

std::vector<PhonePrint> phone_prints(std::string_view number) {
  std::string digits;
  for (const char c : number)
    if (c >= '0' && c <= '9' && digits.size() < kLongest) digits.push_back(c);
  std::vector<PhonePrint> prints;
  if (digits.size() < kEnding) return prints;
  if (digits.size() >= kShortest) {
    prints.push_back({PhoneLikeness::same, "=" + digits});
    prints.push_back({PhoneLikeness::slip, "-" + digits});
    for (std::size_t i = 0; i < digits.size(); ++i) {
      // Of two equal neighbours it does not matter which one is missing.
      if (i > 0 && digits[i] == digits[i - 1]) continue;
      prints.push_back({PhoneLikeness::slip, "-" + digits.substr(0, i) + digits.substr(i + 1)});
    }
  }
  prints.push_back({PhoneLikeness::ending, "~" + digits.substr(digits.size() - kEnding)});
  return prints;
}

namespace {

std::vector<std::vector<PhonePrint>> prints_of(const std::vector<std::string>& numbers) {
  std::vector<std::vector<PhonePrint>> prints;
  for (const auto& number : numbers)
    prints.push_back(phone_prints(number));
  return prints;
}

}  // namespace

PhoneLikeness phone_likeness(const std::vector<PhonePrint>& asked,
                             const std::vector<PhonePrint>& known) {
  if (asked.empty() || known.empty()) return PhoneLikeness::not_known;
  for (const auto reach : {PhoneLikeness::same, PhoneLikeness::slip, PhoneLikeness::ending})
    if (share(asked, known, reach)) return reach;
  return PhoneLikeness::other;
}

PhoneLikeness phone_likeness(const std::vector<std::vector<PhonePrint>>& asked,
                             const std::vector<std::vector<PhonePrint>>& known) {
  auto best = PhoneLikeness::not_known;
  for (const auto& one : asked) {
    for (const auto& other : known) {
      const auto likeness = phone_likeness(one, other);
      if (rank(likeness) > rank(best)) best = likeness;
    }
  }
  return best;
}

PhoneLikeness phone_likeness(const std::vector<std::string>& asked,
                             const std::vector<std::string>& known) {
  return phone_likeness(prints_of(asked), prints_of(known));
}

}  // namespace touchpoint::recognition
