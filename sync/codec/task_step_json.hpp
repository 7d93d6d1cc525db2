// A step of a task read from JSON. For the .cpp files of this folder.
#pragma once

#include <optional>

#include "core/tasks.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint::sync {

// nullopt: without what makes it one; the hub may be newer.
std::optional<TaskStep> read_task_step(const reading::Members& members);

}  // namespace touchpoint::sync
