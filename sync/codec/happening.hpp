// What an event of this device means to the store board (core/board.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/board.hpp"
#include "core/tasks.hpp"
#include "sync/codec/event_json.hpp"

namespace touchpoint::sync {

// The types of events that can count.
std::vector<std::string> types_of_happenings();

// nullopt for what does not count: an answer on a scale of the survey's own, a code that stands for
// nobody.
std::optional<Happening> happening_of(const ReceivedEvent& event);
// An answer by phone, as the centre tells of it; nullopt for any other step, and as above.
std::optional<Happening> happening_of(const TaskStep& step);

}  // namespace touchpoint::sync
