// PoslogFeed takes what tills drop into a folder to the agent: one file after the other, each as a
// whole, until the agent has said of every event in it that it is recorded or why it never will be.
//
//   take a file ─▶ make events of it ─▶ who are the customers? ─▶ keep the events ─▶ send them ─▶
//   put the file away
//
// Loop thread; the disk is a worker's.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "devices/agent_calls.hpp"
#include "devices/poslog/mapping.hpp"
#include "loop/loop.hpp"

namespace touchpoint::devices {

struct PoslogSettings {
  std::filesystem::path folder;
  std::chrono::hours keep{};               // for how long what is done stays
  std::chrono::milliseconds look_every{};  // where nothing tells of a new file
  std::chrono::milliseconds pause{2000};   // until what could not be done is tried again; it grows
  MappingSettings mapping;
};

class PoslogFeed {
 public:
  // Blocks for a moment. `misconfigured` when the folder cannot be used.
  static Result<std::unique_ptr<PoslogFeed>> open(Loop& loop, const Clock& clock, CallAgent call,
                                                  PoslogSettings settings);
  // A file that is in hand stays in hand, for the next start.
  ~PoslogFeed();

 private:
  struct State;
  explicit PoslogFeed(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint::devices
