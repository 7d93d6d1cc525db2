// The socket that tills write into: a JSON object on each line, an answer on each line, in their
// order. An answer that something is recorded comes when the agent has said so, not before.
//
// One line of a caller is under way at a time, and the next is read when its answer is written:
// what a caller costs is bounded. When there are too many callers, the one that has been silent for
// the longest makes room. Loop thread only.
#pragma once

#include <memory>
#include <string>

#include "core/result.hpp"
#include "devices/agent_calls.hpp"
#include "loop/loop.hpp"

namespace touchpoint::devices {

inline constexpr std::size_t kTillCallersMax = 64;

class TillSocket {
 public:
  // `misconfigured` when it cannot listen there. The file's mode is 0660.
  static Result<std::unique_ptr<TillSocket>> open(Loop& loop, const std::string& path,
                                                  CallAgent call);
  ~TillSocket();

 private:
  struct State;
  explicit TillSocket(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::devices
