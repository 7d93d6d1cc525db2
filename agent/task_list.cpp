#include "task_list.hpp"

#include <algorithm>
#include <iterator>

#include "journey/tasks.hpp"
#include "logging/logging.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;

constexpr auto kClosedShownFor = 18h;      // a shift and the one before it
constexpr std::chrono::days kTimedFor{9};  // what the board shows, and more
constexpr std::size_t kShownMax = 100;     // more than a store can see to; the most urgent stay

}  // namespace

TaskList::TaskList(profiles::Replica& replica, const Clock& clock, LowScores low,
                   std::function<void()> changed)
    : replica_(replica), clock_(clock), low_(low), changed_(std::move(changed)) {}

void TaskList::refresh() {
  again_ = reading_;
  if (reading_) return;
  reading_ = true;
  replica_.read_task_steps([this, alive = std::weak_ptr(alive_)](Result<profiles::TaskSteps> read) {
    if (alive.expired()) return;
    reading_ = false;
    if (read) {
      take(std::move(read).value());
    } else {
      log(Message::replica_behind, "cannot read the tasks: " + read.error().sentence());
    }
    if (again_) refresh();
  });
}

void TaskList::take(profiles::TaskSteps read) {
  by_phone_.clear();
  std::ranges::copy_if(read.steps, std::back_inserter(by_phone_),
                       [](const TaskStep& step) { return !step.question.empty(); });
  auto tasks = journey::tasks_of(std::move(read.steps), low_);
  times_.reset();
  if (!read.why) {
    times_.emplace();
    for (const auto& task : tasks) {
      if (task.opened < clock_.wall() - kTimedFor) continue;
      times_->push_back({.kind = task.kind, .opened = task.opened, .reacted = task.reacted});
    }
  }
  const auto shown_since = clock_.wall() - kClosedShownFor;
  std::erase_if(
      tasks, [&](const StoreTask& task) { return task.closed && task.closed->at < shown_since; });
  if (tasks.size() > kShownMax) tasks.resize(kShownMax);
  if (tasks == tasks_) return;
  tasks_ = std::move(tasks);
  changed_();
}

}  // namespace touchpoint
