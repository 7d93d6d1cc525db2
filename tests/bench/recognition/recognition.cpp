// bench_recognition: how rightly people are recognised by what they say; README.md beside it says
// how it is measured.
//
//   bench_recognition                the open sets, each by parameters that were learned of the
//   others bench_recognition --people DIR   sets it has never seen, by the parameters that are
//   built in
//
// A line per set and way of asking, then one line of JSON per figure that has a target.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "bench/measure.hpp"
#include "bench/recognition/asking.hpp"
#include "bench/recognition/clusters.hpp"
#include "bench/recognition/learning.hpp"
#include "support/open_data.hpp"

namespace touchpoint::bench {
namespace {

using recognition::Parameters;
using recognition::Verdict;

struct Tally {
  double asked = 0;
  double right = 0;
  double wrong = 0;
  double listed = 0;  // the right one is among the candidates

  void add(const Tally& other) {
    asked += other.asked;
    right += other.right;
    wrong += other.wrong;
    listed += other.listed;
  }
  double share(double part) const { return asked > 0 ? part / asked : 0; }
  double per_ten_thousand() const { return 1e4 * share(wrong); }
};

// The same question of more and more people.
struct Recall {
  Tally whole;  // who said all that they were asked
  Tally all;    // everybody
  Tally
      whole_and_c;  // with FEBRL's set C, whose people have up to nine copies with many errors each

  void add(const Tally& of_whole, const Tally& of_all, bool set_c) {
    whole_and_c.add(of_whole);
    if (set_c) return;
    whole.add(of_whole);
    all.add(of_all);
  }
};

// Of all sets together, what the targets are about.
struct Pooled {
  Tally returning;
  Tally strangers;
  Tally relatives;
  Recall febrl_with_phone;
  Recall febrl_without;
  Recall historical;
  std::vector<ClusterFigures> historical_clusters;
};

Tally tally(const Base& base, const std::vector<Query>& queries, const Asked& fields,
            bool whole_only, const Parameters& parameters) {
  Tally tally;
  for (const auto& query : queries) {
    if (whole_only && !is_whole(query.asked, fields)) continue;
    ++tally.asked;
    const auto answer = base.ask(said(query.asked, fields), parameters);
    for (const auto& candidate : answer.candidates)
      if (candidate.key == query.truth) ++tally.listed;
    if (answer.verdict == Verdict::matched)
      ++(answer.candidates.front().key == query.truth ? tally.right : tally.wrong);
  }
  return tally;
}

void ask_one_way(const PeopleSet& set, const OpenWorld& world, const Asked& fields,
                 const Parameters& parameters, Pooled& pooled) {
  const auto whole = tally(world.base, world.returning, fields, true, parameters);
  const auto all = tally(world.base, world.returning, fields, false, parameters);
  const auto strangers = tally(world.base, world.strangers, fields, false, parameters);
  const auto relatives = tally(world.base, world.relatives, fields, false, parameters);
  const double matched = all.right + all.wrong + strangers.wrong;
  const double precision = matched > 0 ? all.right / matched : 1;
  const double recall = whole.share(whole.right);
  const double of_all = all.share(all.right);
  const double both = precision + of_all;
  std::printf(
      "%-18s %-26s %6.0f asked  precision %.5f  recall %.4f (of all %.4f)  F1 %.4f  "
      "listed %.4f  wrong per 10,000: strangers %.2f, relatives %.2f\n",
      set.name.c_str(), fields.name.c_str(), all.asked, precision, recall, of_all,
      both > 0 ? 2 * precision * of_all / both : 0, all.share(all.listed),
      strangers.per_ten_thousand(), relatives.per_ten_thousand());
  pooled.returning.add(all);
  pooled.strangers.add(strangers);
  pooled.relatives.add(relatives);
  const bool three = fields.birth_date && fields.postal_code;
  const bool set_c = set.name.find("_C_") != std::string::npos;
  if (three && set.family == "febrl" && set.with_phone)
    (fields.phone ? pooled.febrl_with_phone : pooled.febrl_without).add(whole, all, set_c);
  if (three && set.family == "historical") pooled.historical.add(whole, all, false);
}

// Of the records of all who share a blocking key with whom they are one person.
void find_candidates(const PeopleSet& set, const OpenWorld& world) {
  double found = 0;
  double candidates = 0;
  for (const auto& query : world.returning) {
    const auto positions = world.base.found(query.asked);
    candidates += static_cast<double>(positions.size());
    if (std::ranges::binary_search(positions, static_cast<std::size_t>(query.truth))) ++found;
  }
  const auto asked = static_cast<double>(world.returning.size());
  std::printf("%-18s blocking: %.4f of pairs share a key, %.1f candidates of %lld\n",
              set.name.c_str(), asked > 0 ? found / asked : 0, asked > 0 ? candidates / asked : 0,
              static_cast<long long>(world.base.people()));
}

void measure(const PeopleSet& set, const Parameters& parameters, Pooled& pooled) {
  const auto world = open_world_of(set);
  find_candidates(set, world);
  for (const auto& fields : ways_of_asking(set))
    ask_one_way(set, world, fields, parameters, pooled);
  const auto figures = judge(set.records, clusters_of(set, parameters));
  std::printf("%-18s as groups: pairs %.4f / %.4f F1 %.4f, B3 %.4f / %.4f F1 %.4f\n",
              set.name.c_str(), figures.precision, figures.recall, figures.f1, figures.b3_precision,
              figures.b3_recall, figures.b3_f1);
  if (set.family == "historical") pooled.historical_clusters.push_back(figures);
  std::fflush(stdout);
}

void print_target(const char* name, double value, const char* unit, double target, bool at_least) {
  print_figure(name, value, unit, target,
               {{"reached", (at_least ? value >= target : value <= target) ? 1 : 0}});
}

void print_pooled(const Pooled& pooled) {
  const double matched = pooled.returning.right + pooled.returning.wrong + pooled.strangers.wrong;
  print_target("recognition_precision", matched > 0 ? pooled.returning.right / matched : 1, "share",
               0.9995, true);
  print_target("recognition_strangers", pooled.strangers.per_ten_thousand(), "per 10,000", 0.5,
               false);
  print_target("recognition_relatives", pooled.relatives.per_ten_thousand(), "per 10,000", 2,
               false);
  const auto recall = [](const char* name, const Recall& of, double target) {
    if (of.whole.asked == 0) return;
    const double value = of.whole.share(of.whole.right);
    print_figure(name, value, "share", target,
                 {{"reached", value >= target ? 1 : 0},
                  {"of_all", of.all.share(of.all.right)},
                  {"with_set_c", of.whole_and_c.share(of.whole_and_c.right)}});
  };
  recall("recognition_recall_historical", pooled.historical, 0.72);
  recall("recognition_recall_febrl_phone", pooled.febrl_with_phone, 0.97);
  recall("recognition_recall_febrl", pooled.febrl_without, 0.85);
  for (const auto& figures : pooled.historical_clusters) {
    print_target("recognition_historical_pairs_f1", figures.f1, "share", 0.89, true);
    print_target("recognition_historical_b3", figures.b3_f1, "share", 0.94, true);
  }
}

int run(const std::filesystem::path& folder, bool learned_here) {
  if (folder.empty() || !std::filesystem::is_directory(folder)) {
    std::fprintf(stderr, "bench_recognition: %s\n", support::skip_message("people").c_str());
    return learned_here ? 0 : 2;
  }
  const auto sets = read_people_sets(folder);
  Pooled pooled;
  for (const auto& set : sets) {
    std::vector<const PeopleSet*> others;
    for (const auto& other : sets)
      if (&other != &set) others.push_back(&other);
    measure(set, learned_here ? learn(others) : recognition::learned_parameters(), pooled);
  }
  print_pooled(pooled);
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--people") == 0)
    return touchpoint::bench::run(argv[2], false);
  if (argc == 1) return touchpoint::bench::run(touchpoint::support::open_data("people"), true);
  std::fprintf(stderr, "bench_recognition [--people DIR]\n");
  return 2;
}
