// A step of a task as bytes, before they are sealed; like document.hpp.
#pragma once

#include "core/result.hpp"
#include "core/tasks.hpp"

namespace touchpoint::profiles {

Bytes encode_task_step(const TaskStep& step);
Result<TaskStep> decode_task_step(BytesView bytes);

}  // namespace touchpoint::profiles
