// What is known of names as such: short forms, and how common they are (tables/).
#include <algorithm>

#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kFewLetters = 3;

struct ShortName {
  std::string_view of;
  std::string_view name;
};

struct CommonName {
  std::string_view name;
  int per_million;
};

constexpr ShortName kShortNames[] = {
#include "recognition/tables/short_names.inc"
};

constexpr CommonName kGivenNames[] = {
#include "recognition/tables/given_names.inc"
};

constexpr CommonName kFamilyNames[] = {
#include "recognition/tables/family_names.inc"
};

template <std::size_t N>
double share_in(const CommonName (&names)[N], std::string_view name) {
  const auto* const at = std::ranges::lower_bound(names, name, {}, &CommonName::name);
  return at != std::end(names) && at->name == name ? at->per_million * 1e-6 : 0;
}

bool is_short_of(std::string_view name, std::string_view of) {
  const auto range = std::ranges::equal_range(kShortNames, of, {}, &ShortName::of);
  return std::ranges::find(range, name, &ShortName::name) != range.end();
}

bool is_given_name(std::string_view name) {
  return given_name_share(name) > 0 ||
         std::ranges::binary_search(kShortNames, name, {}, &ShortName::of);
}

// "Carlo" and "Carla", "Paul" and "Paula": what is left when the ending of the sex is taken away.
std::string_view without_ending(std::string_view name) {
  constexpr std::string_view kEndings = "aeio";
  while (name.size() > kFewLetters && kEndings.find(name.back()) != std::string_view::npos)
    name.remove_suffix(1);
  return name;
}

}  // namespace

double given_name_share(std::string_view name) {
  return share_in(kGivenNames, name);
}

double family_name_share(std::string_view name) {
  return share_in(kFamilyNames, name);
}

bool are_nicknames(std::string_view left, std::string_view right) {
  return left != right && (is_short_of(left, right) || is_short_of(right, left));
}

bool are_two_names(std::string_view left, std::string_view right) {
  if (left == right) return false;
  return without_ending(left) == without_ending(right) ||
         (is_given_name(left) && is_given_name(right));
}

}  // namespace touchpoint::recognition
