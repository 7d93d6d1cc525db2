// Runs a Loop on a thread of its own, so that a test can talk to parts that live on it:
//
//   LoopRunner runner;
//   auto result = runner.wait<Recorded>([&](auto done) { journal.record(event, std::move(done));
//   });
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "core/result.hpp"
#include "loop/loop.hpp"

namespace touchpoint::support {

inline constexpr auto kPatience = std::chrono::seconds{30};  // a hang, not a slow machine

class LoopRunner {
 public:
  LoopRunner() : thread_([this] { loop_.run(); }) {}
  ~LoopRunner() { stop(); }

  Loop& loop() { return loop_; }

  void stop() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  // Runs `task` on the loop and returns what it returns.
  template <class Task>
  auto on_loop(Task task) -> decltype(task()) {
    using Value = decltype(task());
    auto promise = std::make_shared<std::promise<Value>>();
    auto future = promise->get_future();
    loop_.post([promise, task = std::move(task)]() mutable {
      if constexpr (std::is_void_v<Value>) {
        task();
        promise->set_value();
      } else {
        promise->set_value(task());
      }
    });
    return patiently(future).get();
  }

  // Calls `start(done)` on the loop and waits until it has called `done` with a Result<Value>.
  template <class Value, class Start>
  Result<Value> wait(Start start) {
    auto promise = std::make_shared<std::promise<Result<Value>>>();
    auto future = promise->get_future();
    loop_.post([promise, start = std::move(start)]() mutable {
      start([promise](Result<Value> result) { promise->set_value(std::move(result)); });
    });
    return patiently(future).get();
  }

 private:
  template <class Future>
  static Future& patiently(Future& future) {
    if (future.wait_for(kPatience) != std::future_status::ready)
      throw std::runtime_error("nothing came back from the loop");
    return future;
  }

  Loop loop_;
  std::thread thread_;
};

}  // namespace touchpoint::support
