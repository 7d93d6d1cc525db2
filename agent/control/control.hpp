// The control socket: how an operator's command reaches a running program. One line of JSON goes
// in, any number of progress lines and then one result line come back:
//
//   → {"verb":"status", …}
//   ← {"progress":"…"}            (any number)
//   ← {"ok":{…}}  or  {"error":"<code>","message":"<one sentence>"}
//
// The socket belongs to the service's user and is closed to everybody else (mode 0600): whoever may
// open it may do everything. The agent and the hub both use it. A line is at most 1 MiB.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "loop/loop.hpp"

namespace touchpoint::control {

inline constexpr std::size_t kLineMax = 1024 * 1024;  // bytes; a batch of imported orders

// The answer to one line. Runs on the loop thread. Dropped unanswered it says so to the caller.
class Reply {
 public:
  virtual ~Reply() = default;
  virtual void progress(std::string_view sentence) = 0;
  virtual void ok(std::string_view json_object) = 0;
  virtual void fail(const Error& error) = 0;
};
using ReplyPtr = std::shared_ptr<Reply>;

// `json` is the whole line; it has been checked to be one JSON object with a string `verb`.
using Handler = std::function<void(std::string verb, std::string json, ReplyPtr reply)>;

class ControlServer {
 public:
  ControlServer(Loop& loop, Handler handler);
  ~ControlServer();
  // Takes over a socket file that nobody answers on; `misconfigured` when somebody does.
  Result<void> listen(const std::string& path);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The caller's side, blocking: for command-line programs. Keeps the connection for many calls.
class ControlClient {
 public:
  // `retry_later` when nobody answers at `path`; the sentence says how to start the program. A
  // program that says nothing for `silence_max`, not even that it is at it, hangs. `patience`: how
  // long one that was started a moment ago may need to be there.
  static Result<ControlClient> connect(const std::string& path,
                                       std::chrono::seconds silence_max = std::chrono::minutes{1},
                                       std::chrono::milliseconds patience = {});
  ~ControlClient();
  ControlClient(ControlClient&&) noexcept;
  ControlClient& operator=(ControlClient&&) noexcept;

  // The object behind "ok". `progress` is called for each progress line.
  Result<std::string> call(std::string_view json_line,
                           const std::function<void(std::string_view)>& progress = {});

 private:
  explicit ControlClient(int fd) : fd_(fd) {}
  static Result<ControlClient> try_to_connect(const std::string& path,
                                              std::chrono::seconds silence_max);
  Result<void> send(std::string_view text);
  Result<std::string> receive_line();

  int fd_ = -1;
  std::string buffered_;
};

}  // namespace touchpoint::control
