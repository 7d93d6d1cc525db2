// Steps of the store's tasks: what was recorded here, and what the centre sent of the other
// devices. Both are kept, each once, for as long as the centre sends them.
#include <algorithm>

#include "profiles/replica_reader.hpp"
#include "profiles/replica_writer.hpp"
#include "profiles/statements.hpp"
#include "profiles/task_step_document.hpp"

namespace touchpoint::profiles {
namespace {

// After its last step, as the hub does. What nobody has seen to in that time nobody will.
constexpr std::chrono::days kKeptFor{60};

std::int64_t milliseconds_of(WallTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

Result<void> ReplicaWriter::put_task_step(const TaskStep& step, bool here, WallTime kept) {
  const auto task = secrecy_.hash_task(step.task.empty() ? step.undoes : step.task);
  if (only_follows(step)) {
    TP_TRY(const bool known, statements_->find_task.query(task).next());
    if (!known) return success();
  }
  const auto hash = secrecy_.hash_experience(step.id);
  const auto profile = Uuid::parse(step.profile);
  const auto body = secrecy_.seal(Secrecy::Place::task_step, hash, encode_task_step(step));
  return statements_->insert_task_step.run(hash, task,
                                           profile ? std::optional{profile->bytes()} : std::nullopt,
                                           milliseconds_of(kept), here ? 1 : 0, body);
}

Result<void> ReplicaWriter::put_own_task_steps(const std::vector<TaskStep>& steps) {
  // The clock here may be anywhere; what the hub said last was not later than now.
  for (const auto& step : steps) {
    TP_CHECK(put_task_step(step, true, std::max(step.time, holding_.as_of.value_or(step.time))));
  }
  return success();
}

Result<void> ReplicaWriter::put_task_steps(const sync::ChangePage& page) {
  for (const auto& step : page.task_steps) {
    TP_CHECK(put_task_step(step, false, page.as_of));
  }
  if (page.more) return success();  // once a pull: it looks at all of them
  return statements_->delete_old_task_steps.run(milliseconds_of(page.as_of - kKeptFor));
}

Result<TaskSteps> ReplicaReader::task_steps() {
  TaskSteps found;
  auto rows = read_task_steps_.query();
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    TP_TRY(const auto plain, secrecy_.open(Secrecy::Place::task_step, rows.blob(0), rows.blob(1)));
    TP_TRY(auto step, decode_task_step(plain));
    found.steps.push_back(std::move(step));
  }
}

}  // namespace touchpoint::profiles
