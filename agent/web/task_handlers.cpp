// Where somebody wants their answer, for who has said that they see to it; that they were told is
// recorded.
#include <algorithm>

#include <boost/json/object.hpp>

#include "web/handlers.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {

void reveal_contact(Parts& parts, Call call) {
  const auto& tasks = parts.device.tasks();
  const auto task = std::ranges::find(tasks, call.parameter, &StoreTask::id);
  if (task == tasks.end() || task->closed || !task->reply) {
    return call.answer.refuse(not_found("no_such_task", "nobody waits for an answer under this"));
  }
  const auto& staff = call.session->staff.name;
  if (!task->taken || task->taken->by != staff) {
    return call.answer.refuse(not_allowed("not_taken", "this is told to who sees to the task"));
  }
  parts.record_contact_revealed(task->id, staff);
  call.answer.json(200, to_text(boost::json::object{{"channel", task->reply->channel},
                                                    {"address", task->reply->address}}));
}

}  // namespace touchpoint::web
