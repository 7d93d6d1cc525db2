#include "sync/hub/store/sqlite/tasks.hpp"

#include "core/limits.hpp"
#include "core/uuid.hpp"
#include "sync/codec/task_step.hpp"
#include "sync/hub/store/sqlite/visit_answers.hpp"

namespace touchpoint::hub {
namespace {

// A store that hears nothing of a task for so long has settled it by word of mouth, and what was
// said is personal. Longer than a replica's lease: whoever was away for less misses nothing.
constexpr auto kTaskKept = std::chrono::days{60};
static_assert(kTaskKept > limits::kReplicaLease);

bool is_low(const TaskStep& answer) {
  const auto most = low_at(answer.kind, LowScores{});
  return most && *answer.score <= *most;
}

}  // namespace

Result<void> TaskSteps::apply(const sync::ReceivedEvent& event, const Sender& sender,
                              WallTime now) {
  TP_TRY(const auto kept, keep_if_one(event, sender, now));
  // An answer that names no visit stands alone.
  if (!kept || !kept->score || !is_low(*kept) || kept->task == kept->id) return success();
  // They may have said why before they gave the score.
  TP_TRY(const auto others, answers_around(session_, event, kept->task, sender));
  for (const auto& other : others) {
    TP_CHECK(keep_if_one(other, sender, now));
  }
  return success();
}

Result<std::optional<TaskStep>> TaskSteps::keep_if_one(const sync::ReceivedEvent& event,
                                                       const Sender& sender, WallTime now) {
  auto step = sync::task_step_of({.id = event.id,
                                  .type = event.type,
                                  .time = event.time,
                                  .device = sender.device,
                                  .touchpoint = event.touchpoint,
                                  .data = event.data});
  if (!step) return step;
  TP_TRY(const bool known, is_kept(sender.store, step->id));
  if (known) return std::optional<TaskStep>{};
  TP_TRY(const auto group, group_of(*step, sender.store));
  if (group.empty()) return std::optional<TaskStep>{};
  TP_CHECK(keep(*step, group, sender.store, now));
  return step;
}

// The task that the step stays and goes with; empty: it is not kept.
Result<std::string> TaskSteps::group_of(const TaskStep& step, const std::string& store) {
  if (!step.undoes.empty()) return group_of_undoing(step.undoes, store);
  if (step.type == "interaction.undone") return std::string{};  // it does not say what
  if (step.score && !is_low(step)) {
    // One by phone is for the board of the device where it was begun, and no task: it goes alone.
    return step.question.empty() ? std::string{} : step.id;
  }
  if (step.score) return step.task;
  if (!only_follows(step)) return step.task;
  TP_TRY(const auto known,
         session_.integer("SELECT 1 FROM task_steps WHERE store = ? AND task = ? LIMIT 1", store,
                          step.task));
  const bool says = step.type != "survey.answered" || !step.text.empty();
  return known && says ? step.task : std::string{};
}

// Whose undoing came first waits for it under its id.
Result<std::string> TaskSteps::group_of_undoing(const std::string& undoes,
                                                const std::string& store) {
  {
    TP_TRY(auto rows, session_.query("SELECT task FROM task_steps WHERE store = ? AND event = ?",
                                     store, undoes));
    TP_TRY(const bool found, rows.next());
    if (found) return std::string(rows.text(0));
  }
  const auto id = Uuid::parse(undoes);
  if (!id) return std::string{};
  const BytesView bytes = id->bytes();
  TP_TRY(const auto stored, session_.integer("SELECT 1 FROM events WHERE event = ?1 AND device IN"
                                             " (SELECT id FROM devices WHERE store = ?2) LIMIT 1",
                                             bytes, store));
  return stored ? std::string{} : undoes;
}

Result<void> TaskSteps::keep(const TaskStep& step, const std::string& group,
                             const std::string& store, WallTime now) {
  TP_TRY(const auto change, feed_.tell(store));
  const auto body = sync::to_json(step);
  TP_CHECK(
      session_.run("INSERT INTO task_steps (store, change, event, task, kept_ms, step)"
                   " VALUES (?, ?, ?, ?, ?, ?)",
                   store, change, step.id, group, to_ms(now), body));
  if (group == step.id) return success();
  return session_.run("UPDATE task_steps SET task = ? WHERE store = ? AND task = ?", group, store,
                      step.id);
}

Result<bool> TaskSteps::is_kept(const std::string& store, const std::string& event) {
  TP_TRY(const auto known,
         session_.integer("SELECT 1 FROM task_steps WHERE store = ? AND event = ?", store, event));
  return known.has_value();
}

Result<std::vector<TaskStepRow>> TaskSteps::after(const std::string& store, std::int64_t since,
                                                  std::size_t limit, std::size_t bytes_max) {
  TP_TRY(auto rows, session_.query("SELECT change, step FROM task_steps WHERE store = ?"
                                   " AND change > ? ORDER BY change LIMIT ?",
                                   store, since, limit));
  std::vector<TaskStepRow> found;
  for (std::size_t bytes = 0; bytes <= bytes_max; bytes += found.back().step.size()) {
    TP_TRY(const bool more, rows.next());
    if (!more) break;
    found.push_back({.change = rows.integer(0), .step = std::string(rows.text(1))});
  }
  return found;
}

// A task goes whole: half of its steps would say something else.
Result<void> TaskSteps::sweep(WallTime now) {
  return session_.run(
      "DELETE FROM task_steps WHERE kept_ms < ?1 AND NOT EXISTS (SELECT 1 FROM task_steps AS later"
      " WHERE later.store = task_steps.store AND later.task = task_steps.task"
      " AND later.kept_ms >= ?1)",
      to_ms(now - kTaskKept));
}

}  // namespace touchpoint::hub
