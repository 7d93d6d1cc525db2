#include "profiles/term_reader.hpp"

#include <algorithm>
#include <tuple>

namespace touchpoint::profiles {
namespace {

bool before(const TermHit& left, const TermHit& right) {
  return std::tie(right.groups, right.weight, left.row) <
         std::tie(left.groups, left.weight, right.row);
}

void keep_best(std::vector<TermHit>& hits, std::size_t max) {
  if (hits.size() <= max) return;
  std::ranges::nth_element(hits, hits.begin() + static_cast<std::ptrdiff_t>(max), before);
  hits.resize(max);
}

}  // namespace

Result<void> TermReader::prepare(sqlite::Database& database) {
  return database.prepare_all({{&last_row_, "SELECT max(row) FROM profiles"},
                               {&read_, "SELECT rows FROM terms WHERE block = ? AND term = ?"}});
}

Result<TermHits> TermReader::best(const std::vector<TermGroup>& groups, int least, std::size_t max,
                                  const std::atomic<bool>& stop) {
  weights_.resize(kBlockRows);  // at the first question: many devices are never asked
  TermHits hits;
  std::int64_t last = 0;
  {
    auto rows = last_row_.query();
    TP_TRY(const bool found, rows.next());
    if (found) last = rows.integer(0);
  }
  const auto asked = std::min(groups.size(), kGroupsMax);
  for (std::int64_t block = 0; block <= last / kBlockRows; ++block) {
    if (stop) {
      hits.stopped = true;
      return hits;
    }
    for (std::size_t number = 0; number < asked; ++number) {
      TP_CHECK(mark(block, groups[number], number));
      // Where nobody has any of the first ones, nobody can have enough.
      const auto left = asked - number - 1;
      if (touched_.empty() && left < static_cast<std::size_t>(least)) break;
    }
    collect(block, least, max, hits);
  }
  keep_best(hits.best, max);
  std::ranges::sort(hits.best, before);
  return hits;
}

Result<void> TermReader::mark(std::int64_t block, const TermGroup& group, std::size_t number) {
  for (const auto& [term, weight] : group.terms) {
    auto rows = read_.query(block, term);
    TP_TRY(const bool found, rows.next());
    if (!found) continue;
    for_each_row(rows.blob(0), [&, weight = static_cast<std::uint8_t>(weight)](std::uint16_t row) {
      if (row >= kBlockRows) return;
      auto& weights = weights_[row];
      if (std::ranges::all_of(weights, [](auto each) { return each == 0; })) {
        touched_.push_back(row);
      }
      // The same person can be found by several of them: the weightiest counts.
      weights[number] = std::max(weights[number], weight);
    });
  }
  return success();
}

void TermReader::collect(std::int64_t block, int least, std::size_t max, TermHits& hits) {
  for (const auto row : touched_) {
    TermHit hit{.row = block * kBlockRows + row, .groups = 0, .weight = 0, .each = weights_[row]};
    weights_[row].fill(0);
    for (const auto weight : hit.each) {
      hit.groups += weight > 0 ? 1 : 0;
      hit.weight += weight;
    }
    if (hit.groups < least) continue;
    ++hits.count;
    hits.best.push_back(hit);
  }
  touched_.clear();
  if (hits.best.size() > 4 * max) keep_best(hits.best, max);
}

}  // namespace touchpoint::profiles
