// touchpoint_power_cuts: cuts the power under the journal, the replica and the hub, thousands of
// times, and looks for what was promised. README.md says how to read it.
#include <chrono>
#include <cstdio>
#include <random>

#include <CLI/CLI.hpp>

#include "faults/rig.hpp"

namespace {

using namespace touchpoint::faults;

struct Mode {
  std::string_view name;
  int share;  // of the cuts, in per cent; 0: only when it is asked for
  std::function<Tally(const Plan&)> run;
};

Tally fail_everything(const Plan& plan) {
  Tally all;
  all.add(run_failures("journal", plan, journal_subject));
  all.add(run_failures("hub", plan, hub_subject));
  all.add(run_failures("replica", plan, replica_subject));
  return all;
}

const std::vector<Mode>& modes() {
  static const std::vector<Mode> kModes = {
      {"journal", 60, [](const Plan& plan) { return run_cuts("journal", plan, journal_subject); }},
      {"hub", 25, [](const Plan& plan) { return run_cuts("hub", plan, hub_subject); }},
      {"replica", 15, [](const Plan& plan) { return run_cuts("replica", plan, replica_subject); }},
      {"migrations", 0, run_migrations},
      {"failures", 0, fail_everything},
  };
  return kModes;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App arguments{"Cuts the power under stores of ours and looks for what was acknowledged."};
  std::int64_t cuts = 1000;
  std::uint64_t seed = std::random_device{}();
  std::uint64_t only_case = 0;
  std::string only;
  std::string at;
  int stride = 1;
  bool until_wrong = false;
  bool quiet = false;
  arguments.add_option("--cuts", cuts, "How many, in all")->check(CLI::PositiveNumber);
  arguments.add_option("--seed", seed, "Of all that is random (default: a new one)");
  arguments.add_option("--only", only, "journal, replica, hub, migrations or failures");
  auto* replay = arguments.add_option("--case", only_case, "Replays one case of a mode");
  arguments.add_option("--at", at, "Replays one place of migrations or failures");
  arguments.add_option("--stride", stride, "Of so many places in a row, looks at one")
      ->check(CLI::PositiveNumber);
  arguments.add_flag("--until-wrong", until_wrong, "Ends with the first case that is wrong");
  arguments.add_flag("--quiet", quiet, "Only what is wrong, and the last line");
  CLI11_PARSE(arguments, argc, argv);

  if (!quiet) std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Tally all;
  std::string parts;
  for (const auto& mode : modes()) {
    if (only.empty() ? mode.share == 0 : mode.name != only) continue;
    Plan plan{.cuts = only.empty() ? cuts * mode.share / 100 : cuts, .seed = seed};
    plan.only_at = at;
    plan.stride = stride;
    plan.until_wrong = until_wrong;
    if (*replay) plan.only_case = only_case;
    const auto begin = std::chrono::steady_clock::now();
    const auto tally = mode.run(plan);
    const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin);
    if (!quiet) {
      std::printf(
          "%s: %lld cases, %lld cuts, %lld failures, %lld acknowledged, %lld wrong, %.1f s\n",
          std::string{mode.name}.c_str(), static_cast<long long>(tally.cases),
          static_cast<long long>(tally.cuts), static_cast<long long>(tally.failures),
          static_cast<long long>(tally.acknowledged), static_cast<long long>(tally.wrong()),
          took.count());
    }
    all.add(tally);
    parts +=
        (parts.empty() ? "" : ", ") + std::string{mode.name} + " " + std::to_string(tally.cuts);
  }
  const auto also = [](std::int64_t count, const std::string& what) {
    return count == 0 ? std::string{} : ", " + what + " " + std::to_string(count);
  };
  const auto summary =
      "power cuts: " + std::to_string(all.cuts) + " (" + parts + "), acknowledged " +
      std::to_string(all.acknowledged) + ", lost " + std::to_string(all.lost) + ", doubled " +
      std::to_string(all.doubled) + ", out of order " + std::to_string(all.out_of_order) +
      also(all.other, "other") + also(all.rebuilt, "replicas rebuilt") + ", seed " +
      std::to_string(seed) + also(all.first_caught, "first wrong after");
  std::printf("%s\n", summary.c_str());
  return all.wrong() == 0 && all.cases > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
