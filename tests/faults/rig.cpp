#include "faults/rig.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace touchpoint::faults {
namespace {

namespace fs = std::filesystem;
using support::PowerCutVfs;
using Survival = PowerCutVfs::Survival;

// Memory is as good as a disk here, and faster.
fs::path folder_for_files() {
  const fs::path memory = "/dev/shm";
  std::error_code ignored;  // then there is none
  return fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path();
}

Survival draw_survival(support::RepeatableRandom& dice) {
  constexpr std::array kAll = {Survival::none, Survival::none, Survival::half,
                               Survival::half, Survival::most, Survival::all};
  return kAll.at(dice.below(kAll.size()));
}

// Mostly soon, for that is where files are opened, recovered and begun; sometimes late.
std::int64_t draw_operation(support::RepeatableRandom& dice) {
  constexpr std::array<std::uint64_t, 5> kBounds = {8, 40, 40, 160, 1200};
  return 1 + static_cast<std::int64_t>(dice.below(kBounds.at(dice.below(kBounds.size()))));
}

// Now and then only the program was killed: the next one finds what no disk has seen yet.
void restore(Case& its_case) {
  if (its_case.cut_dice.below(6) == 0) {
    its_case.disk.go_on_after_kill();
    ++its_case.tally.kills;
    return;
  }
  const auto survival = draw_survival(its_case.cut_dice);
  its_case.disk.restore_power(survival, its_case.cut_dice.below(~std::uint64_t{0}));
  ++its_case.tally.cuts;
}

// False when it has no power any more, or something is wrong.
bool open_again(Case& its_case, Subject& subject) {
  const auto opened = subject.open();
  if (!its_case.disk.has_power()) return false;
  if (!opened && !its_case.disk.has_failed()) {
    its_case.wrong(Wrong::other, "it does not open: " + opened.error().sentence());
  }
  return opened && its_case.is_well();
}

void look_closely(Case& its_case, Subject& subject) {
  if (open_again(its_case, subject)) subject.verify();
  subject.close();
  if (its_case.is_well()) subject.check_file();
}

// Now and then a sync or a write fails while the power is still on, so that cuts also hit what
// follows such a failure.
void draw_fault(Case& its_case) {
  using Operation = PowerCutVfs::Operation;
  if (its_case.cut_dice.below(8) != 0) return;
  const auto operation = its_case.cut_dice.below(3) == 0 ? Operation::write : Operation::sync;
  its_case.disk.fail(operation, static_cast<std::int64_t>(1 + its_case.cut_dice.below(30)), false);
  if (its_case.cut_dice.below(2) == 0) {
    its_case.disk.cut_power_after_failure(
        static_cast<std::int64_t>(1 + its_case.cut_dice.below(40)));
  }
  ++its_case.tally.failures;
}

}  // namespace

void Tally::add(const Tally& more) {
  if (first_caught == 0 && more.first_caught != 0) first_caught = cuts + more.first_caught;
  cases += more.cases;
  cuts += more.cuts;
  kills += more.kills;
  failures += more.failures;
  acknowledged += more.acknowledged;
  lost += more.lost;
  doubled += more.doubled;
  out_of_order += more.out_of_order;
  other += more.other;
  rebuilt += more.rebuilt;
}

Case::Case(std::string replay, std::uint64_t its_seed, Tally& the_tally)
    : seed(its_seed),
      tally(the_tally),
      dice(its_seed),
      cut_dice(its_seed ^ 0x5bd1'e995'9d1d'2e27ULL),
      folder(folder_for_files()),
      replay_(std::move(replay)) {
  ++tally.cases;
}

void Case::wrong(Wrong what, const std::string& sentence) {
  if (!well_) return;
  well_ = false;
  switch (what) {
    case Wrong::lost:
      ++tally.lost;
      break;
    case Wrong::doubled:
      ++tally.doubled;
      break;
    case Wrong::out_of_order:
      ++tally.out_of_order;
      break;
    case Wrong::other:
      ++tally.other;
      break;
  }
  if (tally.first_caught == 0) tally.first_caught = std::max<std::int64_t>(tally.cuts, 1);
  std::printf("WRONG: %s; again: touchpoint_power_cuts %s\n", sentence.c_str(), replay_.c_str());
  std::fflush(stdout);
}

void live_through_cuts(Case& its_case, Subject& subject, int cuts) {
  for (int cut = 0; cut < cuts && its_case.is_well(); ++cut) {
    its_case.disk.cut_power_at(draw_operation(its_case.cut_dice));
    draw_fault(its_case);
    if (open_again(its_case, subject)) {
      subject.verify();
      if (its_case.is_well()) subject.work();
    }
    // Between two operations, or after an orderly end.
    if (its_case.cut_dice.below(5) == 0) subject.close();
    its_case.disk.cut_power();
    subject.close();
    restore(its_case);
    if (its_case.cut_dice.below(4) == 0) look_closely(its_case, subject);
  }
  if (its_case.is_well()) look_closely(its_case, subject);
}

Tally run_cuts(std::string_view mode, const Plan& plan, const MakeSubject& make) {
  constexpr int kCutsInACase = 12;
  support::RepeatableRandom seeds{plan.seed};
  Tally tally;
  while (tally.cuts < plan.cuts) {
    const auto seed = plan.only_case ? *plan.only_case : seeds.below(~std::uint64_t{0});
    Case its_case{"--only " + std::string{mode} + " --case " + std::to_string(seed), seed, tally};
    const auto subject = make(its_case);
    live_through_cuts(its_case, *subject, kCutsInACase);
    if (plan.only_case || (plan.until_wrong && tally.wrong() > 0)) break;
  }
  return tally;
}

namespace {

struct Trouble {
  std::string_view name;
  PowerCutVfs::Operation operation;
  bool for_good;
  PowerCutVfs::Failure failure;
};

const std::vector<Trouble>& troubles() {
  using Operation = PowerCutVfs::Operation;
  using Failure = PowerCutVfs::Failure;
  static const std::vector<Trouble> kTroubles = {
      {"read:once", Operation::read, false, Failure::error},
      {"read:forever", Operation::read, true, Failure::error},
      {"write:once", Operation::write, false, Failure::error},
      {"write:forever", Operation::write, true, Failure::error},
      {"sync:once", Operation::sync, false, Failure::error},
      {"sync:forever", Operation::sync, true, Failure::error},
      {"truncate:once", Operation::truncate, false, Failure::error},
      {"remove:once", Operation::remove, false, Failure::error},
      {"create:once", Operation::create, false, Failure::error},
      {"full:once", Operation::write, false, Failure::full},
      {"full:forever", Operation::write, true, Failure::full},
  };
  return kTroubles;
}

constexpr int kWorkInACase = 3;

// False when the work came to its end before the disk failed.
bool fail_at(Case& its_case, Subject& subject, const Trouble& trouble, std::int64_t k) {
  its_case.disk.fail(trouble.operation, k, trouble.for_good, trouble.failure);
  const auto opened = subject.open();
  for (int i = 0; opened && i < kWorkInACase && its_case.is_well(); ++i)
    subject.work();
  const bool struck = its_case.disk.has_failed();
  if (!opened && !struck) its_case.wrong(Wrong::other, "it does not open");
  its_case.disk.mend();
  if (!struck || !its_case.is_well()) return struck;
  ++its_case.tally.failures;
  if (!subject.recovers()) its_case.wrong(Wrong::other, "it does not recover");
  if (its_case.is_well()) subject.verify();
  its_case.disk.cut_power();
  subject.close();
  its_case.disk.restore_power(draw_survival(its_case.cut_dice), its_case.seed);
  ++its_case.tally.cuts;
  if (its_case.is_well()) look_closely(its_case, subject);
  return true;
}

}  // namespace

Tally run_failures(std::string_view subject_name, const Plan& plan, const MakeSubject& make) {
  Tally tally;
  support::RepeatableRandom dice{plan.seed};
  for (const auto& trouble : troubles()) {
    const auto first =
        1 + static_cast<std::int64_t>(dice.below(static_cast<std::uint64_t>(plan.stride)));
    for (auto k = plan.only_at.empty() ? first : 1;; k += plan.only_at.empty() ? plan.stride : 1) {
      const auto at =
          std::string{subject_name} + ":" + std::string{trouble.name} + ":" + std::to_string(k);
      if (!plan.only_at.empty() && k > 100'000) break;
      if (!plan.only_at.empty() && plan.only_at != at) continue;
      Case its_case{"--only failures --seed " + std::to_string(plan.seed) + " --at " + at,
                    plan.seed, tally};
      const auto subject = make(its_case);
      if (!fail_at(its_case, *subject, trouble, k) || !plan.only_at.empty()) break;
      if (plan.until_wrong && tally.wrong() > 0) return tally;
    }
  }
  return tally;
}

}  // namespace touchpoint::faults
