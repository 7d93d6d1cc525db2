#include "loop/worker.hpp"

#include <algorithm>
#include <csignal>

#include <pthread.h>

namespace touchpoint {

Worker::Worker(std::string name, std::size_t queue_max)
    : Worker(std::move(name), queue_max, queue_max, Hooks{}) {}

Worker::Worker(std::string name, std::size_t queue_max, std::size_t group_max, Hooks hooks)
    : queue_max_(queue_max), group_max_(group_max), hooks_(std::move(hooks)) {
  // Signals belong to the loop: the thread inherits a mask that blocks them all.
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  thread_ = std::thread([this, name = std::move(name)] { run(name); });
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
}

Worker::~Worker() {
  stop();
}

bool Worker::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_max_) return false;
    queue_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void Worker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Worker::run(const std::string& name) {
  pthread_setname_np(pthread_self(), name.c_str());
  std::vector<Task> group;
  while (true) {
    bool more_waiting = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      if (queue_.size() <= group_max_) {
        group.swap(queue_);
      } else {
        const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(group_max_);
        group.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
        queue_.erase(queue_.begin(), end);
      }
      more_waiting = !queue_.empty();
    }
    if (hooks_.before_group) hooks_.before_group();
    for (auto& task : group)
      task();
    group.clear();
    if (hooks_.after_group) hooks_.after_group(more_waiting);
  }
}

}  // namespace touchpoint
