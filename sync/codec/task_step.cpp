#include "sync/codec/task_step.hpp"

#include <algorithm>
#include <array>

#include "core/uuid.hpp"
#include "sync/codec/choices_json.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/task_step_json.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {
namespace {

using reading::Document;
using reading::Members;

constexpr std::string_view kPrefix = "touchpoint.";

// The member that holds what the steps of a task share; where there is none, the event's own id is
// what later ones name.
struct Kind {
  std::string_view type;
  std::string_view shared;
};
constexpr auto kKinds = std::to_array<Kind>({
    {"complaint.raised", "complaint_id"},
    {"complaint.answered", "complaint_id"},
    {"complaint.withdrawn", "complaint_id"},
    {"task.opened", "task_id"},
    {"task.taken", "task_id"},
    {"task.completed", "task_id"},
    {"task.cancelled", "task_id"},
    {"manager.called", ""},
    {"rights.requested", "request_id"},
    {"survey.answered", "response"},
    {"collection.announced", "order_id"},
    {"order.collected", "order_id"},
    {"order.partly_collected", "order_id"},
    {"interaction.undone", ""},
});

// Whoever types the number of their order may not write it as the shop does.
std::string task_of_order(std::string_view order) {
  std::string task = "order:";
  for (const char c : order)
    task += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return task;
}

}  // namespace

std::vector<std::string> types_of_task_steps() {
  std::vector<std::string> types;
  for (const auto& kind : kKinds)
    types.push_back(std::string(kPrefix).append(kind.type));
  return types;
}

std::optional<TaskStep> task_step_of(const TaskEvent& event) {
  if (!event.type.starts_with(kPrefix)) return std::nullopt;
  const auto type = event.type.substr(kPrefix.size());
  const auto* kind = std::ranges::find(kKinds, type, &Kind::type);
  if (kind == kKinds.end()) return std::nullopt;
  const auto document = Document::parse(event.data, "the event's data");
  if (!document) return std::nullopt;
  Members::Problem problem;
  const Members data{document.value().root(), "the event's data", problem};

  TaskStep step{
      .id = std::string(event.id), .task = {}, .time = event.time, .type = std::string(type)};
  step.device = event.device;
  step.touchpoint = event.touchpoint;
  step.profile = data.text("profile");
  step.staff = data.text("staff");
  step.owner = data.text("owner");
  step.text = data.has("choices") ? chosen_words(data) : std::string(data.text("text"));
  step.due = data.time("due");
  step.undoes = data.text("undoes");
  if (type == "collection.announced") step.text = data.text("order_id");
  if (type == "rights.requested") step.kind = data.text("right");
  if (type == "task.opened") {
    step.kind = data.text("channel");
    step.address = data.text("address");
  }
  if (type == "survey.answered") {
    if (!step.staff.empty()) return std::nullopt;
    step.kind = data.text("kind");
    step.score = data.small("score");
    if (data.text("via") == "phone") step.question = data.text("question");
  }
  if (step.undoes.empty()) {
    step.task = kind->shared.empty() ? std::string_view{} : data.text(kind->shared);
    if (step.task.empty())
      step.task = step.id;
    else if (kind->shared == "order_id")
      step.task = task_of_order(step.task);
  }
  if (problem.found()) return std::nullopt;
  if (!step.profile.empty() && !Uuid::parse(step.profile)) return std::nullopt;
  return step;
}

std::string to_json(const TaskStep& step) {
  ObjectWriter json;
  json.text("id", step.id)
      .text("task", step.task)
      .time("time", step.time)
      .text("type", step.type)
      .text("device", step.device)
      .text("touchpoint", step.touchpoint)
      .text("profile", step.profile)
      .text("staff", step.staff)
      .text("owner", step.owner)
      .text("text", step.text)
      .text("kind", step.kind)
      .text("address", step.address);
  if (step.score) json.integer("score", *step.score);
  json.time("due", step.due).text("undoes", step.undoes).text("question", step.question);
  return json.done();
}

std::optional<TaskStep> read_task_step(const Members& members) {
  TaskStep step;
  step.id = members.text("id");
  step.task = members.text("task");
  const auto time = members.time("time");
  step.time = time.value_or(WallTime{});
  step.type = members.text("type");
  step.device = members.text("device");
  step.touchpoint = members.text("touchpoint");
  step.profile = members.text("profile");
  step.staff = members.text("staff");
  step.owner = members.text("owner");
  step.text = members.text("text");
  step.kind = members.text("kind");
  step.address = members.text("address");
  step.score = members.small("score");
  step.due = members.time("due");
  step.undoes = members.text("undoes");
  step.question = members.text("question");
  if (!time || step.id.empty() || step.task.empty() == step.undoes.empty()) return std::nullopt;
  return step;
}

Result<TaskStep> task_step_from_json(std::string_view json) {
  TP_TRY(const auto document, Document::parse(json, "the step"));
  Members::Problem problem;
  auto step = read_task_step({document.root(), "the step", problem});
  if (problem.found()) return refused(std::move(problem.sentence));
  if (!step) return refused("it is no step of a task");
  return std::move(*step);
}

}  // namespace touchpoint::sync
