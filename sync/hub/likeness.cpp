#include "sync/hub/likeness.hpp"

#include <algorithm>
#include <cmath>

namespace touchpoint::hub {
namespace {

// One in a hundred writes it so differently, or changes it: as much does a contradiction weigh.
const double kContradictionBits = -std::log2(100.0);

// Letters of ASCII only: others weigh as they are written.
std::string lowered(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool begins_with(const std::string& longer, const std::string& shorter) {
  return longer.starts_with(shorter);
}

}  // namespace

Likeness judge_by_what_is_shared(const Twins& twins, std::int64_t people) {
  Likeness likeness;
  for (const auto& shared : twins.shared) {
    const double bits = std::log2(static_cast<double>(std::max<std::int64_t>(people, 1)) /
                                  static_cast<double>(std::max<std::int64_t>(shared.people, 1)));
    likeness.evidence.push_back(
        {.what = shared.what, .bits = std::max(bits, 0.0), .people = shared.people});
  }
  const auto compare = [&](std::string Profile::*trait, const char* what) {
    const auto one = lowered(twins.older.*trait);
    const auto other = lowered(twins.newer.*trait);
    // "Anna" and "Annamaria" do not contradict each other.
    if (one.empty() || other.empty() || begins_with(one, other) || begins_with(other, one)) return;
    likeness.evidence.push_back({.what = what, .bits = kContradictionBits, .people = 0});
  };
  compare(&Profile::given_name, "other_given_name");
  compare(&Profile::family_name, "other_family_name");
  compare(&Profile::birth_date, "other_birth_date");
  for (const auto& evidence : likeness.evidence)
    likeness.bits += evidence.bits;
  return likeness;
}

}  // namespace touchpoint::hub
