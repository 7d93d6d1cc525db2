#include "recording.hpp"

#include <algorithm>

#include "logging/logging.hpp"
#include "sync/codec/effect.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/task_step.hpp"

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

NewEvent event_of(const sync::ReceivedEvent& kept) {
  return {.id = Uuid::parse(kept.id).value_or(Uuid{}),
          .type = kept.type,
          .time = kept.time,
          .touchpoint = kept.touchpoint,
          .data = kept.data};
}

// Rows that mean something to the replica.
std::vector<std::string> types_of_interest() {
  auto types = sync::types_with_effect();
  for (auto& type : sync::types_of_task_steps()) {
    if (std::ranges::find(types, type) == types.end()) types.push_back(std::move(type));
  }
  return types;
}

}  // namespace

// What an event means to the replica; neither, as a rule.
struct Recording::Meaning {
  std::optional<sync::Effect> effect;
  std::optional<TaskStep> task_step;

  bool something() const { return effect || task_step; }
};

Recording::Recording(journal::Journal& journal, profiles::Replica& replica, Here here,
                     Callbacks callbacks)
    : journal_(journal),
      replica_(replica),
      here_(std::move(here)),
      callbacks_(std::move(callbacks)) {}

Recording::Meaning Recording::meaning_of(const NewEvent& event) const {
  Meaning meaning{.effect = sync::effect_of(event, here_.store), .task_step = {}};
  const auto id = event.id.text();
  meaning.task_step = sync::task_step_of({.id = id,
                                          .type = event.type,
                                          .time = event.time,
                                          .device = here_.device,
                                          .touchpoint = event.touchpoint,
                                          .data = event.data});
  const auto& step = meaning.task_step;
  if (step && step->score) {
    const auto most = low_at(step->kind, here_.low);
    if (!most || *step->score > *most) meaning.task_step.reset();
  }
  return meaning;
}

void Recording::record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) {
  auto meaning = meaning_of(event);
  journal_.record(std::move(event), [this, meaning = std::move(meaning),
                                     done = std::move(done)](Result<Recorded> result) mutable {
    if (!result) {
      done(std::move(result));
      return;
    }
    const auto sequence = result.value().sequence;
    const bool is_new = !result.value().repeated;
    callbacks_.committed(sequence);
    if (!is_new || !meaning.something()) return done(std::move(result));
    const bool seen_first = meaning.effect && is_seen_first(*meaning.effect);
    std::vector<profiles::LocalEffect> effects;
    std::vector<TaskStep> task_steps;
    if (meaning.effect) effects.push_back(local(sequence, std::move(*meaning.effect)));
    if (meaning.task_step) task_steps.push_back(std::move(*meaning.task_step));
    if (!seen_first) {
      done(std::move(result));
      return lay_over(std::move(effects), std::move(task_steps), {});
    }
    lay_over(std::move(effects), std::move(task_steps),
             [done = std::move(done), result = std::move(result)]() mutable {
               done(std::move(result));
             });
  });
}

void Recording::lay_over(std::vector<profiles::LocalEffect> effects,
                         std::vector<TaskStep> task_steps, Task then) {
  const bool tasks = !task_steps.empty();
  replica_.note_recorded(
      std::move(effects), std::move(task_steps),
      [this, tasks, then = std::move(then)](Result<void> result) mutable {
        if (!result) {
          // The journal has it and the hub will: only this screen lags behind.
          log(Message::replica_behind,
              "the replica did not take what was recorded here: " + result.error().sentence());
        }
        callbacks_.replica_changed();
        if (tasks) callbacks_.tasks_changed();
        if (then) then();
      });
}

void Recording::replay_effects(std::int64_t after) {
  journal_.scan_after(
      after, types_of_interest(), kReplayRows, [this](Result<journal::KeptEvents> kept) {
        if (!kept) {
          log(Message::replica_behind,
              "cannot lay the journal over the replica: " + kept.error().sentence());
          return;
        }
        std::vector<profiles::LocalEffect> effects;
        std::vector<TaskStep> task_steps;
        for (const auto& row : kept.value().events) {
          const auto event = sync::read_event(with_chain(row.json, Digest{}));
          if (!event) continue;
          auto meaning = meaning_of(event_of(event.value()));
          if (meaning.effect) effects.push_back(local(row.sequence, std::move(*meaning.effect)));
          if (meaning.task_step) task_steps.push_back(std::move(*meaning.task_step));
        }
        const bool more = kept.value().more;
        lay_over(std::move(effects), std::move(task_steps),
                 [this, more, through = kept.value().through] {
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
