#include "sync/proof.hpp"

#include <algorithm>

namespace touchpoint::sync {
namespace {

std::string rows(std::int64_t count, std::string_view what) {
  return std::to_string(count).append(count == 1 ? " row " : " rows ").append(what);
}

void weigh_hub(const Evidence& evidence, const Statement& statement, Proof& proof) {
  const auto& position = evidence.position;
  proof.centre = Proof::Centre{.through = statement.through,
                               .stored = statement.stored,
                               .refused = statement.refused,
                               .erased = statement.erased,
                               .in_holes = statement.in_holes,
                               .holes = statement.holes,
                               .at = statement.at};
  auto& problems = proof.problems;
  if (statement.through > position.last) {
    problems.emplace_back(
        "the hub has rows that this journal has not: was the journal put back from a copy?");
    return;
  }
  // What the hub lacks above `through` must still be here to be sent.
  const auto gone = std::max<std::int64_t>(0, position.first_kept - 1 - statement.through);
  proof.pending = position.last - statement.through - gone;
  proof.missing = gone + std::max<std::int64_t>(0, statement.through - statement.stored -
                                                       statement.refused - statement.in_holes);
  if (proof.missing > 0) problems.push_back(rows(proof.missing, "are missing at the hub"));
  if (statement.in_holes > 0) {
    problems.push_back(rows(statement.in_holes,
                            "were lost at the hub when this device had let go of them already"));
  }
  if (statement.chain_known && evidence.own_chain && *evidence.own_chain != statement.chain) {
    problems.emplace_back("the hub holds other rows of this journal than this device");
  }
}

}  // namespace

Proof weigh(const Evidence& evidence) {
  Proof proof;
  proof.journal = evidence.position.journal;
  proof.recorded = evidence.position.last;
  proof.first_kept = evidence.position.first_kept;
  proof.verified_through = evidence.verified_through;
  proof.erased = evidence.erased;
  proof.at = evidence.at;
  if (evidence.damage) proof.problems.push_back(*evidence.damage);
  if (evidence.statement) {
    weigh_hub(evidence, *evidence.statement, proof);
  } else {
    proof.pending = evidence.position.last - evidence.position.through;
    proof.problems.push_back("the hub could not be asked: " + evidence.no_statement);
  }
  return proof;
}

}  // namespace touchpoint::sync
