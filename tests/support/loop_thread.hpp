// A Loop that runs on a thread of its own, so that a test may block while it works.
#pragma once

#include <future>
#include <thread>
#include <utility>

#include "loop/loop.hpp"

namespace touchpoint::support {

class LoopThread {
 public:
  LoopThread() : thread_([this] { loop_.run(); }) {}
  ~LoopThread() {
    loop_.stop();
    thread_.join();
  }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  Loop& loop() { return loop_; }

  // Runs `work` on the loop and waits for what it returns.
  template <class Work>
  auto on_loop(Work work) {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto done = task.get_future();
    loop_.post([&task] { task(); });
    return done.get();
  }

 private:
  Loop loop_;
  std::thread thread_;
};

}  // namespace touchpoint::support
