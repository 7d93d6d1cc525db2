// Distances between two names: by slips of the pen, and by Jaro and Winkler.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kNameMax = 64;  // bytes that are compared
constexpr int kMany = 3;

}  // namespace

int slips_between(std::string_view left, std::string_view right) {
  left = left.substr(0, kNameMax);
  right = right.substr(0, kNameMax);
  if (left == right) return 0;
  const auto longer = std::max(left.size(), right.size());
  if (longer - std::min(left.size(), right.size()) >= kMany) return kMany;
  // Optimal string alignment; three rows are all it looks at.
  using Row = std::array<int, kNameMax + 1>;
  Row before{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= right.size(); ++j)
    last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const int change = left[i - 1] == right[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return std::min(last[right.size()], kMany);
}

double jaro_winkler(std::string_view left, std::string_view right) {
  left = left.substr(0, kNameMax);
  right = right.substr(0, kNameMax);
  if (left == right) return 1;
  if (left.empty() || right.empty()) return 0;
  const auto longer = std::max(left.size(), right.size());
  const std::size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
  std::array<bool, kNameMax> taken{};
  std::array<char, kNameMax> met{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0;
    const std::size_t to = std::min(right.size(), i + reach + 1);
    for (std::size_t j = from; j < to; ++j) {
      if (taken[j] || right[j] != left[i]) continue;
      taken[j] = true;
      met[count++] = left[i];
      break;
    }
  }
  if (count == 0) return 0;
  std::size_t swapped = 0;
  std::size_t next = 0;
  for (std::size_t j = 0; j < right.size(); ++j)
    if (taken[j] && right[j] != met[next++]) ++swapped;
  const auto same = static_cast<double>(count);
  const double jaro =
      (same / static_cast<double>(left.size()) + same / static_cast<double>(right.size()) +
       (same - static_cast<double>(swapped) / 2) / same) /
      3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < left.size() && prefix < right.size() &&
         left[prefix] == right[prefix])
    ++prefix;
  return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

}  // namespace touchpoint::recognition
