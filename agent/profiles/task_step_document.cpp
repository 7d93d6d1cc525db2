#include "profiles/task_step_document.hpp"

#include "profiles/encoding.hpp"

namespace touchpoint::profiles {
namespace {

constexpr std::uint64_t kLayout = 1;
constexpr std::uint64_t kLayoutWithAddress = 2;   // all of 1, then the address
constexpr std::uint64_t kLayoutWithQuestion = 3;  // all of 1, then the address, then the question

std::uint64_t layout_of(const TaskStep& step) {
  if (!step.question.empty()) return kLayoutWithQuestion;
  return step.address.empty() ? kLayout : kLayoutWithAddress;
}

}  // namespace

Bytes encode_task_step(const TaskStep& step) {
  Encoder to;
  const auto layout = layout_of(step);
  to.number(layout);
  to.text(step.id);
  to.text(step.task);
  to.time(step.time);
  for (const auto* text : {&step.type, &step.device, &step.touchpoint, &step.profile, &step.staff,
                           &step.owner, &step.text, &step.kind, &step.undoes})
    to.text(*text);
  to.maybe(step.score, [&](int score) { to.integer(score); });
  to.maybe(step.due, [&](WallTime due) { to.time(due); });
  if (layout >= kLayoutWithAddress) to.text(step.address);
  if (layout >= kLayoutWithQuestion) to.text(step.question);
  return to.take();
}

Result<TaskStep> decode_task_step(BytesView bytes) {
  Decoder from{bytes};
  const auto layout = from.number();
  if (layout < kLayout || layout > kLayoutWithQuestion) {
    return damaged("a step of a task is written in an unknown layout");
  }
  TaskStep step{.id = from.text(), .task = from.text(), .time = from.time(), .type = from.text()};
  for (auto* text : {&step.device, &step.touchpoint, &step.profile, &step.staff, &step.owner,
                     &step.text, &step.kind, &step.undoes})
    *text = from.text();
  step.score = from.maybe([&] { return static_cast<int>(from.integer()); });
  step.due = from.maybe([&] { return from.time(); });
  if (layout >= kLayoutWithAddress) step.address = from.text();
  if (layout >= kLayoutWithQuestion) step.question = from.text();
  if (!from.ok()) return damaged("a step of a task ends too early");
  return step;
}

}  // namespace touchpoint::profiles
