// What is known of names as such: short forms, and how common they are (tables/).
#include <algorithm>

#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

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
  const auto* at = std::ranges::lower_bound(kShortNames, of, {}, &ShortName::of);
  while (at != std::end(kShortNames) && at->of == of && at->name != name)
    ++at;
  return at != std::end(kShortNames) && at->of == of;
}

// "Carlo" and "Carla": only the ending, which tells the sex, is another.
bool differ_in_ending(std::string_view left, std::string_view right) {
  constexpr std::string_view kEndings = "aeio";
  return left.size() == right.size() && !left.empty() &&
         left.substr(0, left.size() - 1) == right.substr(0, right.size() - 1) &&
         kEndings.find(left.back()) != std::string_view::npos &&
         kEndings.find(right.back()) != std::string_view::npos;
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

bool is_given_name(std::string_view name) {
  return given_name_share(name) > 0 ||
         std::ranges::binary_search(kShortNames, name, {}, &ShortName::of);
}

bool are_two_names(std::string_view left, std::string_view right) {
  return differ_in_ending(left, right) ||
         (left != right && is_given_name(left) && is_given_name(right));
}

}  // namespace touchpoint::recognition
