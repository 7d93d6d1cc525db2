// What there is to put right in the store, from the steps that its devices have recorded
// (core/tasks.hpp).
//
// Pure, and the same for the same steps in whatever order they came and however often: a device
// hears its own first, those of others by the hub.
#pragma once

#include <vector>

#include "core/tasks.hpp"

namespace touchpoint::journey {

// Open ones first: where somebody stands and waits (a call, a collection), then by when they are
// due, or else since when they wait; then closed ones, the last first. A step that was undone
// counts for nothing, and an answer is one only if it is low.
std::vector<StoreTask> tasks_of(std::vector<TaskStep> steps, const LowScores& low);

}  // namespace touchpoint::journey
