#include "recording.hpp"

#include "logging/logging.hpp"
#include "sync/codec/effect.hpp"
#include "sync/codec/event_json.hpp"

namespace touchpoint {
namespace {

constexpr std::size_t kReplayRows = 500;   // rows unsealed and applied at a time
constexpr std::size_t kRefusedRows = 500;  // read at a time

profiles::LocalEffect local(std::int64_t sequence, sync::Effect effect) {
  return {.sequence = sequence,
          .profile = std::move(effect.profile),
          .experience = std::move(effect.experience),
          .status = effect.becomes,
          .registers = std::move(effect.registers)};
}

// Whoever was registered must be found, and what a customer decided must be on the card, when it is
// said to be recorded.
bool is_seen_first(const sync::Effect& effect) {
  return effect.registers || effect.experience.type.starts_with("consent.");
}

std::optional<sync::Effect> effect_of(const journal::KeptEvent& kept, const std::string& store) {
  const auto event = sync::read_event(with_chain(kept.json, Digest{}));
  if (!event) return std::nullopt;
  return sync::effect_of({.id = Uuid::parse(event.value().id).value_or(Uuid{}),
                          .type = event.value().type,
                          .time = event.value().time,
                          .touchpoint = event.value().touchpoint,
                          .data = event.value().data},
                         store);
}

}  // namespace

Recording::Recording(journal::Journal& journal, profiles::Replica& replica, std::string store,
                     Callbacks callbacks)
    : journal_(journal),
      replica_(replica),
      store_(std::move(store)),
      callbacks_(std::move(callbacks)) {}

void Recording::record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) {
  auto effect = sync::effect_of(event, store_);
  journal_.record(std::move(event), [this, effect = std::move(effect),
                                     done = std::move(done)](Result<Recorded> result) mutable {
    if (!result) {
      done(std::move(result));
      return;
    }
    const auto sequence = result.value().sequence;
    const bool is_new = !result.value().repeated;
    callbacks_.committed(sequence);
    const bool follows = is_new && effect;
    if (follows && is_seen_first(*effect)) {
      return lay_over({local(sequence, std::move(*effect))},
                      [done = std::move(done), result = std::move(result)]() mutable {
                        done(std::move(result));
                      });
    }
    done(std::move(result));
    if (follows) lay_over({local(sequence, std::move(*effect))}, {});
  });
}

void Recording::lay_over(std::vector<profiles::LocalEffect> effects, Task then) {
  replica_.note_recorded(
      std::move(effects), [this, then = std::move(then)](Result<void> result) mutable {
        if (!result) {
          // The journal has it and the hub will: only this screen lags behind.
          log(Message::replica_behind,
              "the replica did not take what was recorded here: " + result.error().sentence());
        }
        callbacks_.replica_changed();
        if (then) then();
      });
}

void Recording::replay_effects(std::int64_t after) {
  journal_.scan_after(
      after, sync::types_with_effect(), kReplayRows, [this](Result<journal::KeptEvents> kept) {
        if (!kept) {
          log(Message::replica_behind,
              "cannot lay the journal over the replica: " + kept.error().sentence());
          return;
        }
        std::vector<profiles::LocalEffect> effects;
        for (const auto& event : kept.value().events) {
          if (auto effect = effect_of(event, store_)) {
            effects.push_back(local(event.sequence, std::move(*effect)));
          }
        }
        const bool more = kept.value().more;
        lay_over(std::move(effects), [this, more, through = kept.value().through] {
          if (more) return replay_effects(through);
          if (refused_ > 0) let_go_refused(0);
        });
      });
}

void Recording::look_at_refused() {
  const auto refused = journal_.status().refused;
  const bool more = refused > refused_;
  refused_ = refused;
  if (more) let_go_refused(0);
}

void Recording::let_go_refused(std::int64_t after) {
  journal_.refused_after(after, kRefusedRows,
                         [this](Result<std::vector<journal::RefusedRow>> rows) {
                           if (!rows || rows.value().empty())
                             return;  // looked at again with the next one
                           std::vector<std::int64_t> sequences;
                           for (const auto& row : rows.value())
                             sequences.push_back(row.sequence);
                           const auto last = sequences.back();
                           replica_.let_go(std::move(sequences), [this, last](const Result<void>&) {
                             callbacks_.replica_changed();
                             let_go_refused(last);
                           });
                         });
}

}  // namespace touchpoint
