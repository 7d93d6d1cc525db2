// TaskSteps keeps what devices recorded of the tasks of their store and tells its other devices:
// which steps count, in which order they become visible, and for how long. FORMAT.md, "Tasks".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/tasks.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/feed.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

struct TaskStepRow {
  std::int64_t change = 0;
  std::string step;  // JSON, as the feed sends it
};

class TaskSteps {
 public:
  TaskSteps(Session& session, Feed& feed) : session_(session), feed_(feed) {}

  // An event that a device of the sender's store has recorded. Most are no step of a task.
  Result<void> apply(const sync::ReceivedEvent& event, const Sender& sender, WallTime now);
  // Behind `since`, oldest first. The row that makes them more than `bytes_max` is the last.
  Result<std::vector<TaskStepRow>> after(const std::string& store, std::int64_t since,
                                         std::size_t limit, std::size_t bytes_max);
  // See Store::sweep.
  Result<void> sweep(WallTime now);

 private:
  // The step, if it is one that is new here.
  Result<std::optional<TaskStep>> keep_if_one(const sync::ReceivedEvent& event,
                                              const Sender& sender, WallTime now);
  Result<std::string> group_of(const TaskStep& step, const std::string& store);
  Result<std::string> group_of_undoing(const std::string& undoes, const std::string& store);
  Result<void> keep(const TaskStep& step, const std::string& group, const std::string& store,
                    WallTime now);
  Result<bool> is_kept(const std::string& store, const std::string& event);

  Session& session_;
  Feed& feed_;
};

}  // namespace touchpoint::hub
