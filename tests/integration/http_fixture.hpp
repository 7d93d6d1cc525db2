// HttpFixture is a real server on a real loop in a thread of its own; the test is its clients.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "http_client.hpp"
#include "web/http/server.hpp"

namespace touchpoint::testing {

// Runs a Loop and lets the test do things on it.
class LoopThread {
 public:
  LoopThread() : thread_([this] { loop_.run(); }) {}
  ~LoopThread() {
    loop_.stop();
    thread_.join();
  }

  Loop& loop() { return loop_; }

  template <class Do>
  auto on_loop(Do what) -> decltype(what()) {
    std::packaged_task<decltype(what())()> task(std::move(what));
    auto done = task.get_future();
    loop_.post(std::move(task));
    return done.get();
  }

 private:
  Loop loop_;
  std::thread thread_;
};

class HttpFixture : public ::testing::Test {
 protected:
  HttpFixture();
  ~HttpFixture() override;

  // Listens on a free port of 127.0.0.1 as "api".
  void serve(web::Handler handler, web::HttpServer::Options options = {});
  // … and answers 200 "<method> <path>", or what answers_ holds for the path.
  void serve();
  void stop();
  void stop_on_loop();  // the same, from the loop
  void drain();
  // Adds a listener.
  Result<void> listen(web::Listen listen);
  std::uint16_t port(const std::string& listener = "api");
  std::size_t connections();
  // Asks on the loop, within reason, until `holds` does.
  bool wait_until(std::function<bool()> holds);
  bool wait_for_connections(std::size_t number);

  RawClient connect(int receive_buffer = 0) { return RawClient::tcp(port(), receive_buffer); }
  // The request that the handler was last asked.
  web::Request last_request();
  int requests();

  template <class Do>
  auto on_loop(Do what) {
    return thread_.on_loop(std::move(what));
  }
  Loop& loop() { return thread_.loop(); }

  std::filesystem::path folder_;  // temporary

 private:
  void remember(const web::Request& request);
  void look_again();

  LoopThread thread_;
  std::unique_ptr<web::HttpServer> server_;
  std::mutex mutex_;
  std::vector<web::Request> requests_;
  std::function<bool()> holds_;  // what wait_until() waits for …
  std::function<void(bool)> told_;
  int looks_ = 0;
  Timer next_look_;
};

web::Response text_response(std::string text, int status = 200);

inline constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace touchpoint::testing
