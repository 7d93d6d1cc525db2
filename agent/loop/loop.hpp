// Loop is the one thread that decides everything: sockets, timers and what other threads post to it
// run there one after the other, so that what it owns needs no locks.
//
// post() may be called from any thread, everything else from the loop's own (or before run()).
// Nothing that runs on the loop blocks: disk, scrypt and look-ups belong to a Worker.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace touchpoint {

using Task = std::move_only_function<void()>;

// Runs a task once, later, unless it is destroyed or cancelled first. It must not outlive its Loop.
class Timer {
 public:
  Timer();
  ~Timer();
  Timer(Timer&&) noexcept;
  Timer& operator=(Timer&&) noexcept;
  void cancel();

 private:
  friend class Loop;
  struct State;
  explicit Timer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void post(Task task);
  [[nodiscard]] Timer after(std::chrono::milliseconds delay, Task task);

  // Calls `task` at the first of these signals; the default action of a second one is kept, so that
  // an operator who presses Ctrl-C twice is obeyed.
  void on_signals(std::initializer_list<int> signals, Task task);

  void run();   // until stop()
  void stop();  // any thread

  // For the few modules that own sockets; they include Asio themselves.
  boost::asio::io_context& context();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint
