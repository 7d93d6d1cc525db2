// What an event of a store's device means to what there is to put right there (core/tasks.hpp),
// and such a step as it comes down (CONTRACT.md, "Down"). The device reads its own events with it,
// the hub those of all devices.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tasks.hpp"

namespace touchpoint::sync {

struct TaskEvent {
  std::string_view id;
  std::string_view type;  // "touchpoint.complaint.raised"
  WallTime time{};
  std::string_view device;
  std::string_view touchpoint;
  std::string_view data;  // JSON
};

// The types of events that can be one.
std::vector<std::string> types_of_task_steps();

// nullopt for what is none; what staff asked a customer is none, they were there.
std::optional<TaskStep> task_step_of(const TaskEvent& event);

std::string to_json(const TaskStep& step);

}  // namespace touchpoint::sync
