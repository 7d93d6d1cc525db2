#include "proving.hpp"

namespace touchpoint {
namespace {

constexpr std::int64_t kRowsAtATime = 1'000;  // some ten milliseconds of the journal's thread
constexpr std::int64_t kTellEvery = 50'000;   // rows

}  // namespace

void Proving::tell(std::string_view sentence) const {
  for (const auto& [progress, done] : asking_) {
    if (progress) progress(sentence);
  }
}

void Proving::prove(Progress progress, Done done) {
  asking_.emplace_back(std::move(progress), std::move(done));
  if (asking_.size() > 1) return;
  evidence_ = {};
  told_ = 0;
  tell("asking the hub what it has");
  hub_.statement([this](Result<sync::Statement> statement) {
    if (statement) {
      evidence_.statement = std::move(statement).value();
    } else {
      evidence_.no_statement = statement.error().sentence();
    }
    evidence_.position = journal_.position();
    tell("reading " + std::to_string(evidence_.position.last - evidence_.position.first_kept + 1) +
         " rows again");
    verify({});
  });
}

void Proving::verify(const journal::Verified& from) {
  journal_.verify(from, kRowsAtATime, [this, from](Result<journal::Verified> verified) {
    if (!verified) {
      evidence_.damage = verified.error().sentence();
      return compare_chains();
    }
    const auto& at = verified.value();
    evidence_.verified_through = at.through;
    evidence_.erased = at.erased;
    if (at.through >= evidence_.position.last || at.through == from.through) {
      return compare_chains();
    }
    if (at.through - told_ >= kTellEvery) {
      told_ = at.through;
      tell("row " + std::to_string(at.through) + " of " + std::to_string(evidence_.position.last));
    }
    verify(at);
  });
}

void Proving::compare_chains() {
  if (!evidence_.statement) return conclude();
  journal_.chain_at(evidence_.statement->through, [this](Result<std::optional<Digest>> chain) {
    if (chain) {
      evidence_.own_chain = chain.value();
    } else if (!evidence_.damage) {
      evidence_.damage = chain.error().sentence();
    }
    conclude();
  });
}

void Proving::conclude() {
  evidence_.at = clock_.wall();
  last_ = sync::weigh(evidence_);
  for (auto& [progress, done] : std::exchange(asking_, {}))
    done(*last_);
}

}  // namespace touchpoint
