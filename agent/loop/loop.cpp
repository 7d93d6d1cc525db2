#include "loop/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace touchpoint {

namespace asio = boost::asio;

struct Timer::State {
  explicit State(asio::io_context& context) : timer(context) {}
  asio::steady_timer timer;
  Task task;
};

Timer::Timer() = default;
Timer::Timer(std::shared_ptr<State> state) : state_(std::move(state)) {}
Timer::~Timer() {
  cancel();
}
Timer::Timer(Timer&&) noexcept = default;

Timer& Timer::operator=(Timer&& other) noexcept {
  if (this != &other) {
    cancel();
    state_ = std::move(other.state_);
  }
  return *this;
}

void Timer::cancel() {
  if (!state_) return;
  // The handler may already be queued: without its task it does nothing.
  state_->task = nullptr;
  state_->timer.cancel();
  state_.reset();
}

struct Loop::State {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::unique_ptr<asio::signal_set> signals;
};

Loop::Loop() : state_(std::make_unique<State>()) {}
Loop::~Loop() = default;

void Loop::post(Task task) {
  asio::post(state_->context, std::move(task));
}

Timer Loop::after(std::chrono::milliseconds delay, Task task) {
  auto timer = std::make_shared<Timer::State>(state_->context);
  timer->task = std::move(task);
  timer->timer.expires_after(delay);
  timer->timer.async_wait([timer](const boost::system::error_code& error) {
    if (error || !timer->task) return;
    auto due = std::move(timer->task);
    due();
  });
  return Timer{std::move(timer)};
}

void Loop::on_signals(std::initializer_list<int> signals, Task task) {
  state_->signals = std::make_unique<asio::signal_set>(state_->context);
  for (const int signal : signals)
    state_->signals->add(signal);
  state_->signals->async_wait(
      [this, due = std::move(task)](const boost::system::error_code& error, int) mutable {
        if (error) return;
        boost::system::error_code ignored;  // clearing a set that was filled cannot fail
        state_->signals->clear(ignored);
        due();
      });
}

void Loop::run() {
  state_->context.run();
}

void Loop::stop() {
  state_->context.stop();
}

asio::io_context& Loop::context() {
  return state_->context;
}

}  // namespace touchpoint
