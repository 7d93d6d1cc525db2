// Worker is a named thread with a bounded queue: the place for what may block. It takes everything
// that has queued up in one go, so that an owner can wrap a whole group in one transaction.
//
// post() may be called from any thread. When the queue is full it returns false and the task is
// destroyed unrun: the caller says "busy", nothing waits. The destructor runs what is queued, then
// joins. Tasks must not throw.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "loop/loop.hpp"

namespace touchpoint {

class Worker {
 public:
  // Called on the worker's thread around each group of at most `group_max` tasks. `after_group` is
  // told whether more is waiting, so that house-keeping can be left for a quiet moment.
  struct Hooks {
    Task before_group;
    std::move_only_function<void(bool more_waiting)> after_group;
  };

  // `name` is what `ps -T` shows, at most 15 bytes.
  Worker(std::string name, std::size_t queue_max);
  Worker(std::string name, std::size_t queue_max, std::size_t group_max, Hooks hooks);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  [[nodiscard]] bool post(Task task);
  // Runs everything queued so far, then stops taking tasks and joins. Safe to call twice.
  void stop();

 private:
  void run(const std::string& name);

  const std::size_t queue_max_;
  const std::size_t group_max_;
  Hooks hooks_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Task> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace touchpoint
