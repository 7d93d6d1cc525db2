#include "journey/tasks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace touchpoint::journey {
namespace {

std::optional<TaskKind> opened_as(const TaskStep& step, const LowScores& low) {
  if (step.type == "complaint.raised") return TaskKind::complaint;
  if (step.type == "task.opened") return TaskKind::promise;
  if (step.type == "manager.called") return TaskKind::call;
  if (step.type == "collection.announced") return TaskKind::collection;
  if (step.type == "rights.requested") return TaskKind::rights;
  if (step.type != "survey.answered" || !step.score) return std::nullopt;
  const auto most = low_at(step.kind, low);
  if (most && *step.score <= *most) return TaskKind::answer;
  return std::nullopt;
}

bool ends(const TaskStep& step) {
  return step.type == "complaint.answered" || step.type == "complaint.withdrawn" ||
         step.type == "task.completed" || step.type == "task.cancelled" ||
         step.type == "order.collected" || step.type == "order.partly_collected";
}

// What else was said in the same visit to the kiosk.
bool says_more(const TaskStep& step) {
  return step.type == "survey.answered" && !step.score && !step.text.empty();
}

void open(StoreTask& task, TaskKind kind, const TaskStep& step) {
  task.id = step.task;
  task.kind = kind;
  task.opened = step.time;
  task.opening = step.id;
  task.device = step.device;
  task.touchpoint = step.touchpoint;
  task.profile = step.profile;
  task.staff = step.staff;
  task.owner = step.owner;
  task.text = step.text;
  task.scale = step.kind;
  task.score = step.score;
  task.due = step.due;
}

void react(StoreTask& task, WallTime at) {
  if (!task.reacted) task.reacted = at;
}

// `steps` of one task, oldest first.
std::optional<StoreTask> task_of(const std::vector<const TaskStep*>& steps, const LowScores& low) {
  std::optional<StoreTask> task;
  for (const auto* step : steps) {
    const auto kind = opened_as(*step, low);
    if (!kind || task) continue;
    open(task.emplace(), *kind, *step);
  }
  if (!task) return task;
  for (const auto* step : steps) {
    if (!step->address.empty()) {
      task->reply = {.channel = step->kind, .address = step->address};
      task->due = step->due;
      task->text = step->text;  // all that was answered
    }
  }
  for (const auto* step : steps) {
    if (step->type == "collection.announced" && task->closed) {
      open(task.emplace(), TaskKind::collection, *step);  // they are here again, for the rest
    } else if (says_more(*step)) {
      if (task->reply) continue;  // whoever asked for an answer has said all of it again
      task->text.append(task->text.empty() ? "" : " · ").append(step->text);
    } else if (step->type == "task.taken") {
      task->taken = {.by = step->staff, .at = step->time};
      react(*task, step->time);
    } else if (ends(*step)) {
      task->closed = {.by = step->staff, .at = step->time, .type = step->type, .text = step->text};
      react(*task, step->time);
    }
  }
  return task;
}

auto urgency(const StoreTask& task) {
  const bool closed = task.closed.has_value();
  const auto when = closed ? -task.closed->at.time_since_epoch()
                           : task.due.value_or(task.opened).time_since_epoch();
  const bool waits_here = task.kind == TaskKind::call || task.kind == TaskKind::collection;
  return std::tuple{closed, !closed && !waits_here, when, std::string_view(task.id)};
}

}  // namespace

std::vector<StoreTask> tasks_of(std::vector<TaskStep> steps, const LowScores& low) {
  std::ranges::sort(steps, {}, [](const TaskStep& step) { return std::tie(step.time, step.id); });
  std::set<std::string_view> undone;
  for (const auto& step : steps) {
    if (!step.undoes.empty()) undone.insert(step.undoes);
  }
  std::map<std::string_view, std::vector<const TaskStep*>> by_task;
  std::set<std::string_view> seen;
  for (const auto& step : steps) {
    if (step.task.empty() || undone.contains(step.id) || !seen.insert(step.id).second) continue;
    by_task[step.task].push_back(&step);
  }
  std::vector<StoreTask> tasks;
  for (const auto& [_, own] : by_task) {
    if (auto task = task_of(own, low)) tasks.push_back(std::move(*task));
  }
  std::ranges::sort(tasks, {}, urgency);
  return tasks;
}

}  // namespace touchpoint::journey
