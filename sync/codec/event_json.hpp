// Reads an event that arrived from a device (CONTRACT.md, "Events").
#pragma once

#include <string>
#include <string_view>

#include "core/event.hpp"
#include "core/result.hpp"

namespace touchpoint::sync {

struct ReceivedEvent {
  std::string id;
  std::string source;
  std::string type;
  std::string journal;
  std::int64_t sequence = 0;
  WallTime time{};
  WallTime recorded{};
  std::string actor;
  std::string touchpoint;
  std::string salvaged_from;  // "<journal>/<sequence>" it once stood at; empty: nowhere else
  std::string data;           // JSON text, as it stood in the event
  std::string raw;            // the event without its chain member
  Digest chain{};
};

// `refused`, with one sentence, when a required attribute is missing or malformed.
Result<ReceivedEvent> read_event(std::string_view json);
// A row of a run, which leaves its chain out (CONTRACT.md, "Runs"): `chain` stays zeros.
Result<ReceivedEvent> read_event_of_run(std::string_view json);

}  // namespace touchpoint::sync
