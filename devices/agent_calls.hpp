// AgentCalls speaks to the agent: requests of its local API (agent/web/openapi.yaml) over its Unix
// socket, which lets in whoever may open the file. Loop thread only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "loop/loop.hpp"

namespace touchpoint::devices {

struct AgentAnswer {
  int status = 0;
  std::string body;  // JSON
};

// A POST of JSON to a path of the API. `retry_later`: it is not known whether the agent has taken
// it; whatever has an id may be sent again.
using Answered = std::move_only_function<void(Result<AgentAnswer>)>;
using CallAgent = std::function<void(std::string_view path, std::string body, Answered done)>;

class AgentCalls {
 public:
  AgentCalls(Loop& loop, std::string socket);
  // What is under way is answered by nobody any more.
  ~AgentCalls();

  void post(std::string_view path, std::string body, Answered done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::devices
