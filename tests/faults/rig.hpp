// What every rig of power cuts shares: a case with its seed, its disk and its folder; the tally of
// what went wrong; the life of a store of ours between cuts.
//
// A case is repeatable: everything in it follows from its seed, threads included (see rounds.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "support/power_cut_vfs.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint::faults {

// What went wrong: the three that the product exists to prevent, and everything else.
enum class Wrong { lost, doubled, out_of_order, other };

struct Tally {
  std::int64_t cases = 0;
  std::int64_t cuts = 0;
  std::int64_t kills = 0;     // of the program alone
  std::int64_t failures = 0;  // operations of the disk that were made to fail
  std::int64_t acknowledged = 0;
  std::int64_t lost = 0;
  std::int64_t doubled = 0;
  std::int64_t out_of_order = 0;
  std::int64_t other = 0;
  std::int64_t rebuilt = 0;       // replicas, which may be
  std::int64_t first_caught = 0;  // cuts until something went wrong; 0: nothing did

  std::int64_t wrong() const { return lost + doubled + out_of_order + other; }
  void add(const Tally& more);
};

struct Plan {
  std::int64_t cuts = 1000;  // at least
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> only_case{};  // replays that one
  std::string only_at{};                     // or that place: "journal:write:17:once"
  bool until_wrong = false;                  // the first that is wrong is enough
  int stride = 1;                            // of several places in a row one is looked at
};

class Case {
 public:
  // `replay` is the rig's command line that does just this again.
  Case(std::string replay, std::uint64_t seed, Tally& tally);

  // Notes what is wrong and prints it with what replays it, once for a case.
  void wrong(Wrong what, const std::string& sentence);
  bool is_well() const { return well_; }

  bool chance(int percent) { return dice.below(100) < static_cast<std::uint64_t>(percent); }
  int roll(int low, int high) {  // both included
    return low + static_cast<int>(dice.below(static_cast<std::uint64_t>(high - low + 1)));
  }

  const std::uint64_t seed;
  Tally& tally;
  support::RepeatableRandom dice;      // what is done
  support::RepeatableRandom cut_dice;  // when the power goes and what survives it
  support::TempFolder folder;
  support::PowerCutVfs disk;

 private:
  const std::string replay_;
  bool well_ = true;
};

// A store of ours on the case's disk, with its own ledger of what was acknowledged.
class Subject {
 public:
  virtual ~Subject() = default;
  // With the product's own opening code.
  virtual Result<void> open() = 0;
  // It is open, the power is on: compares what it says with the ledger.
  virtual void verify() = 0;
  // Some work; ends early when the power goes.
  virtual void work() = 0;
  // The disk is mended: whether work is done again, given time.
  virtual bool recovers() = 0;
  // The program ends: in an orderly way if it has power. Nothing stays open.
  virtual void close() = 0;
  // It is closed: looks at the file itself.
  virtual void check_file() = 0;
};

// Lets it live through `cuts` power cuts at random operations, openings and recoveries included.
void live_through_cuts(Case& its_case, Subject& subject, int cuts);

using MakeSubject = std::function<std::unique_ptr<Subject>(Case&)>;
Tally run_cuts(std::string_view mode, const Plan& plan, const MakeSubject& make);

// Each operation of the disk fails in turn, once and for good, and finds it full: nothing is
// acknowledged that is not there, and everything recovers when the disk does.
Tally run_failures(std::string_view subject, const Plan& plan, const MakeSubject& make);

std::unique_ptr<Subject> journal_subject(Case& its_case);
std::unique_ptr<Subject> replica_subject(Case& its_case);
std::unique_ptr<Subject> hub_subject(Case& its_case);

// Brings older files up to newer schemas with a cut at each operation.
Tally run_migrations(const Plan& plan);

}  // namespace touchpoint::faults
