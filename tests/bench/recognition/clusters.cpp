#include "bench/recognition/clusters.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "bench/recognition/learning.hpp"

namespace touchpoint::bench {
namespace {

using recognition::Bits;
using recognition::Parameters;

constexpr int kRounds = 2;
constexpr Bits kAgreeing = 400;          // on average, or they are a family
constexpr std::size_t kBlockMax = 300;   // records; a bigger block tells nothing
constexpr std::size_t kMembersMax = 24;  // of a group that are compared
constexpr std::int64_t kRecordsEach =
    5;  // of one person, about: what a pair's prior odds are made of

struct Pair {
  Bits score = 0;
  std::uint32_t left = 0;
  std::uint32_t right = 0;
};

std::vector<std::pair<std::uint32_t, std::uint32_t>> candidate_pairs(
    const std::vector<Record>& records) {
  std::unordered_map<std::string, std::vector<std::uint32_t>> blocks;
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    const auto& form = records[i].form;
    for (auto& key : recognition::blocking_keys(form))
      blocks[std::move(key)].push_back(i);
    // A hub has time to look at those of whom it has little but a name or a postcode.
    for (const auto& given : form.given) {
      for (const auto& family : form.family)
        blocks["n|" + std::min(given.sound, family.sound) + "|" +
               std::max(given.sound, family.sound)]
            .push_back(i);
    }
    for (const auto& family : form.family)
      blocks["f|" + family.text].push_back(i);
    if (!form.postal_code.empty()) blocks["p|" + form.postal_code].push_back(i);
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const auto& [key, block] : blocks) {
    if (block.size() > kBlockMax) continue;
    for (std::size_t i = 0; i < block.size(); ++i)
      for (std::size_t j = i + 1; j < block.size(); ++j)
        pairs.emplace_back(block[i], block[j]);
  }
  std::ranges::sort(pairs);
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

class Grouping {
 public:
  Grouping(const std::vector<Record>& records, const Parameters& parameters)
      : records_(records),
        parameters_(parameters),
        group_(records.size()),
        members_(records.size()) {
    std::set<std::string> counted;
    std::iota(group_.begin(), group_.end(), std::size_t{0});
    for (std::uint32_t i = 0; i < records.size(); ++i) {
      members_[i] = {i};
      // Ten records of one person make no name common.
      const auto& form = records[i].form;
      std::string name;
      for (const auto& tokens : {form.given, form.family})
        for (const auto& token : tokens)
          name += token.text + " ";
      if (counted.insert(name).second) frequencies_.add(form);
    }
    needed_ = recognition::bits_of(static_cast<std::int64_t>(records.size()) / kRecordsEach);
  }

  Bits score(std::uint32_t left, std::uint32_t right) const {
    const auto& one = records_[left].form;
    const auto& other = records_[right].form;
    return recognition::compare(one, other, recognition::phone_likeness(one.phones, other.phones),
                                frequencies_, parameters_)
        .score;
  }

  Bits needed() const { return needed_; }

  void join(const Pair& pair) {
    const auto left = group_[pair.left];
    const auto right = group_[pair.right];
    if (left == right || average(members_[left], members_[right]) < kAgreeing) return;
    for (const auto member : members_[right])
      group_[member] = left;
    members_[left].insert(members_[left].end(), members_[right].begin(), members_[right].end());
    members_[right].clear();
  }

  const std::vector<std::size_t>& groups() const { return group_; }

 private:
  Bits average(const std::vector<std::uint32_t>& left,
               const std::vector<std::uint32_t>& right) const {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < std::min(left.size(), kMembersMax); ++i) {
      for (std::size_t j = 0; j < std::min(right.size(), kMembersMax); ++j) {
        sum += score(left[i], right[j]);
        ++count;
      }
    }
    return static_cast<Bits>(sum / std::max<std::int64_t>(count, 1));
  }

  const std::vector<Record>& records_;
  const Parameters& parameters_;
  recognition::Frequencies frequencies_;
  std::vector<std::size_t> group_;
  std::vector<std::vector<std::uint32_t>> members_;
  Bits needed_ = 0;
};

double harmonic(double precision, double recall) {
  return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
}

double pairs_in(double count) {
  return count * (count - 1) / 2;
}

std::vector<std::size_t> grouped(const std::vector<Record>& records,
                                 const std::vector<std::pair<std::uint32_t, std::uint32_t>>& known,
                                 const Parameters& parameters) {
  Grouping grouping{records, parameters};
  std::vector<Pair> pairs;
  for (const auto& [left, right] : known) {
    const auto score = grouping.score(left, right);
    if (score >= grouping.needed()) pairs.push_back({score, left, right});
  }
  std::ranges::sort(pairs, [](const Pair& one, const Pair& other) {
    if (one.score != other.score) return one.score > other.score;
    return std::pair{one.left, one.right} < std::pair{other.left, other.right};
  });
  for (const auto& pair : pairs)
    grouping.join(pair);
  return grouping.groups();
}

}  // namespace

std::vector<std::size_t> clusters_of(const PeopleSet& set, const Parameters& parameters) {
  const auto pairs = candidate_pairs(set.records);
  auto groups = grouped(set.records, pairs, parameters);
  auto believed = set;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < groups.size(); ++i)
      believed.records[i].person = std::to_string(groups[i]);
    groups = grouped(set.records, pairs, learn_levels({&believed}));
  }
  return groups;
}

ClusterFigures judge(const std::vector<Record>& records, const std::vector<std::size_t>& clusters) {
  std::map<std::string_view, double> truth;
  std::map<std::size_t, double> found;
  std::map<std::pair<std::string_view, std::size_t>, double> both;
  for (std::size_t i = 0; i < records.size(); ++i) {
    ++truth[records[i].person];
    ++found[clusters[i]];
    ++both[{records[i].person, clusters[i]}];
  }
  double right = 0;
  double true_pairs = 0;
  double found_pairs = 0;
  ClusterFigures figures;
  for (const auto& [person, count] : truth)
    true_pairs += pairs_in(count);
  for (const auto& [cluster, count] : found)
    found_pairs += pairs_in(count);
  for (const auto& [key, count] : both) {
    right += pairs_in(count);
    figures.b3_precision += count * count / found[key.second];
    figures.b3_recall += count * count / truth[key.first];
  }
  const auto all = static_cast<double>(records.size());
  figures.b3_precision /= all;
  figures.b3_recall /= all;
  figures.b3_f1 = harmonic(figures.b3_precision, figures.b3_recall);
  figures.precision = found_pairs > 0 ? right / found_pairs : 1;
  figures.recall = true_pairs > 0 ? right / true_pairs : 1;
  figures.f1 = harmonic(figures.precision, figures.recall);
  return figures;
}

}  // namespace touchpoint::bench
