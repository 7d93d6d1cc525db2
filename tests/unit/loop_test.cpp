// The loop, its timers and signals, and the worker with its bounded queue.
#include "loop/loop.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include "loop/worker.hpp"
#include "support/loop_runner.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(LoopTest, RunsWhatIsPostedInOrder) {
  Loop loop;
  std::vector<int> ran;
  for (int i = 1; i <= 3; ++i)
    loop.post([&ran, i] { ran.push_back(i); });
  loop.post([&] { loop.stop(); });
  loop.run();
  EXPECT_THAT(ran, ElementsAre(1, 2, 3));
}

TEST(LoopTest, TakesPostsFromManyThreads) {
  support::LoopRunner runner;
  int sum = 0;  // no lock: only the loop touches it
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        runner.loop().post([&sum] { ++sum; });
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(runner.on_loop([&] { return sum; }), 4000);
}

TEST(LoopTest, RunsTimersInTheOrderOfTheirTimes) {
  Loop loop;
  std::vector<int> ran;
  const auto late = loop.after(20ms, [&] {
    ran.push_back(2);
    loop.stop();
  });
  const auto early = loop.after(1ms, [&] { ran.push_back(1); });
  loop.run();
  EXPECT_THAT(ran, ElementsAre(1, 2));
}

TEST(TimerTest, DoesNotRunOnceCancelled) {
  Loop loop;
  auto cancelled = loop.after(1ms, [] { FAIL() << "it was cancelled"; });
  cancelled.cancel();
  cancelled.cancel();  // twice is as good
  {
    const auto dropped = loop.after(1ms, [] { FAIL() << "its owner has gone"; });
  }
  auto replaced = loop.after(1ms, [] { FAIL() << "another took its place"; });
  replaced = loop.after(2ms, [] {});
  const auto end = loop.after(10ms, [&] { loop.stop(); });
  loop.run();
}

TEST(TimerTest, DoesNotRunWhenItIsCancelledAfterItFellDue) {
  Loop loop;
  Timer second;
  // Both are due in the same turn of the loop: the first cancels the second just before it runs.
  const auto first = loop.after(0ms, [&] { second.cancel(); });
  second = loop.after(0ms, [] { FAIL() << "it was cancelled"; });
  std::this_thread::yield();
  const auto end = loop.after(5ms, [&] { loop.stop(); });
  loop.run();
}

TEST(TimerTest, MayBeReplacedByItsOwnTask) {
  Loop loop;
  int ran = 0;
  Timer timer;
  std::function<void()> again = [&] {
    if (++ran == 3) return loop.stop();
    timer = loop.after(0ms, [&] { again(); });
  };
  timer = loop.after(0ms, [&] { again(); });
  loop.run();
  EXPECT_EQ(ran, 3);
}

TEST(TimerTest, DestroysItsTaskWhenCancelled) {
  Loop loop;
  auto held = std::make_shared<int>(7);
  auto timer = loop.after(1h, [held] {});
  EXPECT_EQ(held.use_count(), 2);
  timer.cancel();
  EXPECT_EQ(held.use_count(), 1);
}

TEST(LoopTest, CallsTheTaskAtTheFirstSignalOnly) {
  EXPECT_EXIT(
      {
        Loop loop;
        int calls = 0;
        loop.on_signals({SIGTERM, SIGINT}, [&] {
          ++calls;
          loop.post([&] { ::raise(SIGTERM); });  // an operator who insists
        });
        ::raise(SIGINT);
        loop.run();
      },
      testing::KilledBySignal(SIGTERM), "");
}

TEST(WorkerTest, RunsEverythingInOrderOnOneNamedThread) {
  std::vector<int> ran;
  std::string name(16, '\0');
  {
    Worker worker("slow-work", 1000);
    ASSERT_TRUE(worker.post([&] { pthread_getname_np(pthread_self(), name.data(), name.size()); }));
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(worker.post([&ran, i] { ran.push_back(i); }));
  }  // the destructor runs what is queued
  EXPECT_EQ(ran.size(), 100U);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
  EXPECT_STREQ(name.c_str(), "slow-work");
}

// Holds a worker's thread inside a task until it is opened.
class Gate {
 public:
  // Returns once the worker stands in it, with its queue empty.
  void close(Worker& worker) {
    std::promise<void> entered;
    ASSERT_TRUE(worker.post([this, &entered] {
      entered.set_value();
      opened_.get_future().wait();
    }));
    entered.get_future().wait();
  }
  void open() { opened_.set_value(); }

 private:
  std::promise<void> opened_;
};

TEST(WorkerTest, SaysWhenItsQueueIsFullAndGoesOn) {
  Worker worker("slow", 3);
  Gate gate;
  gate.close(worker);
  int ran = 0;
  auto held = std::make_shared<int>(7);
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(worker.post([&] { ++ran; }));
  EXPECT_FALSE(worker.post([held] {}));
  EXPECT_EQ(held.use_count(), 1);  // the refused task is destroyed unrun
  gate.open();
  worker.stop();
  EXPECT_EQ(ran, 3);
}

TEST(WorkerTest, TakesNothingAfterItStopped) {
  Worker worker("slow", 3);
  worker.stop();
  worker.stop();
  EXPECT_FALSE(worker.post([] {}));
}

TEST(WorkerTest, WrapsWhatHasQueuedUpIntoGroups) {
  std::vector<std::string> log;
  Gate gate;
  {
    Worker worker("journal", 100, 3,
                  {.before_group = [&] { log.emplace_back("begin"); },
                   .after_group = [&](bool more) { log.emplace_back(more ? "more" : "end"); }});
    gate.close(worker);
    for (int i = 0; i < 4; ++i)
      ASSERT_TRUE(worker.post([&log, i] { log.push_back(std::to_string(i)); }));
    gate.open();
  }
  EXPECT_THAT(log, ElementsAre("begin", "end",                  // the gate's own group
                               "begin", "0", "1", "2", "more",  // at most three
                               "begin", "3", "end"));
}

TEST(WorkerTest, KeepsSignalsForTheLoop) {
  std::promise<bool> blocked;
  Worker worker("slow", 3);
  ASSERT_TRUE(worker.post([&] {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked.set_value(sigismember(&mask, SIGTERM) == 1);
  }));
  EXPECT_TRUE(blocked.get_future().get());
}

TEST(WorkerTest, TakesPostsFromManyThreads) {
  std::atomic<int> refused = 0;
  int ran = 0;  // no lock: only the worker touches it
  {
    Worker worker("slow", 64);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) {
          if (!worker.post([&ran] { ++ran; })) ++refused;
        }
      });
    }
    for (auto& thread : threads)
      thread.join();
  }
  EXPECT_EQ(ran + refused, 4000);
}

}  // namespace
}  // namespace touchpoint
