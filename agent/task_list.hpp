// TaskList is what there is to put right in the store, as this device knows it: from the steps in
// the replica, read again whenever that has changed. Lives on the loop thread.
//
// Shown are all open ones and what was put right lately, so that the next shift sees both.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/board.hpp"
#include "core/clock.hpp"
#include "profiles/replica.hpp"

namespace touchpoint {

class TaskList {
 public:
  // `changed` is called when tasks() would answer differently. The references outlive the list.
  TaskList(profiles::Replica& replica, const Clock& clock, LowScores low,
           std::function<void()> changed);

  const std::vector<StoreTask>& tasks() const { return tasks_; }
  // Of those that came up in the last days, open or not; nullopt: they are not known here now.
  const std::optional<std::vector<TaskTime>>& times() const { return times_; }
  // Answers that came by phone, of all devices' visits: no journal has them.
  const std::vector<TaskStep>& answers_by_phone() const { return by_phone_; }
  // The replica may hold other steps than before.
  void refresh();

 private:
  void take(profiles::TaskSteps read);

  profiles::Replica& replica_;
  const Clock& clock_;
  const LowScores low_;
  const std::function<void()> changed_;
  std::vector<StoreTask> tasks_;
  std::optional<std::vector<TaskTime>> times_;
  std::vector<TaskStep> by_phone_;
  bool reading_ = false;
  bool again_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint
