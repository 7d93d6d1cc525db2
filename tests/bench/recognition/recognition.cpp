// bench_recognition: how rightly people are recognised, set by set, each with parameters that were learned
// without it. See run.sh and recognition/README.md.
#include <cstdio>
#include <cstring>
#include <map>

#include "bench/measure.hpp"
#include "bench/recognition/asking.hpp"
#include "bench/recognition/learning.hpp"
#include "support/open_data.hpp"

namespace touchpoint::bench {
namespace {

using recognition::Parameters;
using recognition::Verdict;

struct Tally {
  std::int64_t asked = 0;
  std::int64_t matched_right = 0;
  std::int64_t matched_wrong = 0;
  std::int64_t listed = 0;  // the right one is among the candidates

  void add(const Tally& other) {
    asked += other.asked;
    matched_right += other.matched_right;
    matched_wrong += other.matched_wrong;
    listed += other.listed;
  }
};

bool g_explain = false;

void explain(const OpenWorld& world, const Query& query, const recognition::Answer& answer,
             const char* what) {
  if (!g_explain) return;
  const auto print = [](const recognition::Person& p) {
    for (const auto& t : p.given) std::printf("%s ", t.text.c_str());
    std::printf("/ ");
    for (const auto& t : p.family) std::printf("%s ", t.text.c_str());
    std::printf("%04d-%02d-%02d %s %s", p.birth.year, p.birth.month, p.birth.day,
                p.postal_code.c_str(), p.phones.empty() ? "" : p.phones[0].c_str());
  };
  std::printf("%s: ", what);
  print(query.asked);
  std::printf(" => ");
  if (!answer.candidates.empty()) {
    const auto& first = answer.candidates.front();
    print(world.base.at(static_cast<std::size_t>(first.key)).form);
    std::printf(" | %s %d -%d set %zu:", std::string(to_text(answer.verdict)).c_str(),
                first.comparison.score, recognition::bits_of(world.base.people()),
                recognition::field_set(first.comparison));
    for (const auto& one : first.comparison.fields)
      std::printf(" %s=%d", std::string(to_text(one.level)).c_str(), one.bits);
    for (const auto cap : first.comparison.caps)
      std::printf(" !%s", std::string(to_text(cap)).c_str());
    std::printf(first.key == query.truth ? " RIGHT" : " WRONG");
  }
  if (query.truth >= 0) {
    std::printf(" (truth ");
    print(world.base.at(static_cast<std::size_t>(query.truth)).form);
    std::printf(")");
  }
  std::printf("\n");
}

Tally tally(const OpenWorld& world, const std::vector<Query>& queries, const Asked& fields,
            bool only_whole, const Parameters& parameters, const char* what) {
  Tally tally;
  for (const auto& query : queries) {
    if (only_whole && !is_whole(query.asked, fields)) continue;
    ++tally.asked;
    const auto answer = world.base.ask(said(query.asked, fields), parameters);
    for (const auto& candidate : answer.candidates)
      if (candidate.key == query.truth) ++tally.listed;
    if (answer.verdict == Verdict::matched) {
      const bool right = answer.candidates.front().key == query.truth;
      ++(right ? tally.matched_right : tally.matched_wrong);
      if (!right) explain(world, query, answer, what);
    } else if (query.truth >= 0) {
      explain(world, query, answer, "MISS");
    }
  }
  return tally;
}

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

void report(const std::string& name, const Tally& returning, const Tally& strangers,
            const Tally& relatives) {
  const auto right = returning.matched_right;
  const auto wrong = returning.matched_wrong + strangers.matched_wrong;
  const double precision = right + wrong == 0 ? 1 : share(right, right + wrong);
  const double recall = share(right, returning.asked);
  std::printf("%-46s n %6lld recall %.4f precision %.5f F1 %.4f listed %.4f | strangers %5lld wrong %.2f/10k | "
              "relatives %5lld wrong %.2f/10k\n",
              name.c_str(), static_cast<long long>(returning.asked), recall, precision,
              2 * precision * recall / (precision + recall + 1e-12),
              share(returning.listed, returning.asked), static_cast<long long>(strangers.asked),
              1e4 * share(strangers.matched_wrong, strangers.asked),
              static_cast<long long>(relatives.asked),
              1e4 * share(relatives.matched_wrong, relatives.asked));
  std::fflush(stdout);
}

int run(const std::string& folder, const char* only) {
  const auto sets = read_people_sets(folder);
  for (const auto& set : sets) {
    if (only != nullptr && set.name.find(only) == std::string::npos) continue;
    std::vector<const PeopleSet*> others;
    for (const auto& other : sets)
      if (other.family != set.family || set.family == "febrl")
        if (&other != &set) others.push_back(&other);
    const auto parameters = learn(others);
    if (g_explain) std::fputs(written(parameters).c_str(), stdout);
    const auto world = open_world_of(set);
    for (const auto& fields : ways_of_asking(set)) {
      for (const bool only_whole : {true, false}) {
        const auto returning = tally(world, world.returning, fields, only_whole, parameters, "WRONG");
        const auto strangers = tally(world, world.strangers, fields, false, parameters, "STRANGER");
        const auto relatives = tally(world, world.relatives, fields, false, parameters, "RELATIVE");
        report(set.name + " " + fields.name + (only_whole ? " (all said)" : ""), returning,
               strangers, relatives);
      }
    }
  }
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  const char* only = argc > 2 ? argv[2] : nullptr;
  touchpoint::bench::g_explain = argc > 3;
  return touchpoint::bench::run(argv[1], only);
}
