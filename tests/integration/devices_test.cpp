// The till's socket and the calls to the agent, over real sockets.
#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/files.hpp"
#include "devices/agent_calls.hpp"
#include "devices/till/line.hpp"
#include "devices/till/till_socket.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"
#include "web/http/server.hpp"

namespace touchpoint::devices {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// A till's software: blocking, and out of patience after half a minute.
class Till {
 public:
  explicit Till(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
              0);
  }
  void write(std::string_view text) { EXPECT_TRUE(files::write_all(socket_.get(), text)); }
  // Without the line's end; empty: the connection has ended.
  std::string line() {
    while (text_.find('\n') == std::string::npos) {
      std::array<char, 4096> part{};
      const auto got = ::recv(socket_.get(), part.data(), part.size(), 0);
      if (got <= 0) return {};
      text_.append(part.data(), static_cast<std::size_t>(got));
    }
    const auto end = text_.find('\n');
    auto line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
  }
  void has_said_all() { ::shutdown(socket_.get(), SHUT_WR); }

 private:
  files::Descriptor socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::string text_;
};

struct Called {
  std::string path;
  std::string body;
  Answered done;
};

class TillSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    runner.on_loop([this] {
      socket =
          TillSocket::open(runner.loop(), path,
                           [this](std::string_view to, std::string body, Answered done) {
                             if (!held) {
                               return done(AgentAnswer{201, "{\"echo\":" + body + "}"});
                             }
                             calls.push_back({std::string(to), std::move(body), std::move(done)});
                           })
              .value();
    });
  }
  void TearDown() override {
    runner.on_loop([this] { socket.reset(); });
    runner.stop();
  }

  support::TempFolder box;
  std::string path = (box / "till.sock").string();
  support::LoopRunner runner;
  std::unique_ptr<TillSocket> socket;
  bool held = false;  // the agent takes its time
  std::deque<Called> calls;
};

std::string echo(std::string_view line) {
  return "{\"status\":201,\"recorded\":{\"echo\":" + std::string(line) + "}}";
}

TEST_F(TillSocketTest, AnswersEachLineInItsOrderHoweverItArrives) {
  Till till(path);
  std::string all;
  for (int i = 0; i < 500; ++i)
    all += "{\"i\":" + std::to_string(i) + (i % 2 == 0 ? "}\n" : "}\r\n");
  for (std::size_t at = 0; at < all.size(); at += 37)
    till.write(std::string_view(all).substr(at, 37));
  for (int i = 0; i < 500; ++i)
    EXPECT_EQ(till.line(), echo("{\"i\":" + std::to_string(i) + "}"));
}

TEST_F(TillSocketTest, TakesALineOf64KiBAndNoByteMore) {
  Till till(path);
  const std::string head = "{\"x\":\"";
  const auto longest = head + std::string(kTillLineMax - head.size() - 2, 'x') + "\"}";
  till.write(longest + "\n");
  EXPECT_EQ(till.line(), echo(longest));
  till.write(longest + " \n{}\n");
  EXPECT_THAT(till.line(), StartsWith("{\"status\":413,"));
  EXPECT_EQ(till.line(), echo("{}"));
  till.write(std::string(1'000'000, '{') + "\n{}\n");
  EXPECT_THAT(till.line(), StartsWith("{\"status\":413,"));
  EXPECT_EQ(till.line(), echo("{}"));
}

TEST_F(TillSocketTest, WhatIsNoObjectIsRefusedAndTheNextIsServed) {
  Till till(path);
  for (const auto* line : {"", "hello", "[{}]", "7"}) {
    till.write(std::string(line) + "\n");
    EXPECT_THAT(till.line(), StartsWith("{\"status\":400,")) << line;
  }
  till.write("{}\n");
  EXPECT_EQ(till.line(), echo("{}"));
}

TEST_F(TillSocketTest, SaysNothingBeforeTheAgentHasSpoken) {
  runner.on_loop([this] { held = true; });
  Till waiting(path);
  waiting.write("{\"code\":\"7\"}\n{}\n");
  Till other(path);
  other.write("{}\n");
  while (runner.on_loop([this] { return calls.size(); }) < 2) {
  }
  // One line of a caller at a time; the other caller's does not wait for it.
  EXPECT_EQ(runner.on_loop([this] { return calls.size(); }), 2U);
  EXPECT_EQ(runner.on_loop([this] { return calls[0].path; }), "/v1/scans");
  runner.on_loop([this] { calls[1].done(retry_later("away")); });
  EXPECT_THAT(other.line(), HasSubstr("\"error\":\"agent_away\""));
  runner.on_loop([this] { calls[0].done(AgentAnswer{202, "{}"}); });
  EXPECT_EQ(waiting.line(), "{\"status\":202,\"recorded\":{}}");
}

TEST_F(TillSocketTest, AnAnswerWhoseCallerHasGoneIsDropped) {
  runner.on_loop([this] { held = true; });
  {
    Till gone(path);
    gone.write("{}\n");
    while (runner.on_loop([this] { return calls.empty(); })) {
    }
  }
  runner.on_loop([this] { calls[0].done(AgentAnswer{201, "{}"}); });
  runner.on_loop([this] { held = false; });
  Till till(path);
  till.write("{}\n");
  EXPECT_EQ(till.line(), echo("{}"));
}

TEST_F(TillSocketTest, TheOneThatIsSilentForTheLongestMakesRoom) {
  std::deque<Till> idle;
  for (std::size_t i = 0; i < kTillCallersMax; ++i) {
    idle.emplace_back(path).write("{}\n");
    EXPECT_EQ(idle.back().line(), echo("{}"));
  }
  idle[0].write("{}\n");
  EXPECT_EQ(idle[0].line(), echo("{}"));
  Till till(path);
  till.write("{}\n");
  EXPECT_EQ(till.line(), echo("{}"));
  EXPECT_EQ(idle[1].line(), "");
  idle[0].write("{}\n");
  EXPECT_EQ(idle[0].line(), echo("{}"));
}

TEST_F(TillSocketTest, ACutLineIsNoLine) {
  Till till(path);
  till.write("{}\n{\"type\":\"touchpoint.order.completed\"");
  till.has_said_all();
  EXPECT_EQ(till.line(), echo("{}"));
  EXPECT_EQ(till.line(), "");
}

TEST_F(TillSocketTest, IsOpenToItsGroupAndTakesNobodysPlace) {
  struct stat file {};
  ASSERT_EQ(::stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0660U);
  const auto second = runner.on_loop([this] {
    return TillSocket::open(runner.loop(), path, [](std::string_view, std::string, Answered) {})
        .has_value();
  });
  EXPECT_FALSE(second);
}

class AgentCallsTest : public testing::Test {
 protected:
  Result<AgentAnswer> post(std::string_view to, std::string body) {
    return runner.wait<AgentAnswer>([&](auto done) {
      calls = std::make_unique<AgentCalls>(runner.loop(), path);
      calls->post(to, std::move(body), std::move(done));
    });
  }
  void serve(web::Handler handler) {
    runner.on_loop([&] {
      server = std::make_unique<web::HttpServer>(runner.loop(), std::move(handler),
                                                 web::HttpServer::Options{});
      ASSERT_TRUE(server->listen({.name = "api", .address = "unix:" + path}));
    });
  }
  void TearDown() override {
    runner.on_loop([this] {
      calls.reset();
      server.reset();
    });
    runner.stop();
  }

  support::TempFolder box;
  std::string path = (box / "api.sock").string();
  support::LoopRunner runner;
  std::unique_ptr<AgentCalls> calls;
  std::unique_ptr<web::HttpServer> server;
};

TEST_F(AgentCallsTest, BringsTheAnswerWhateverItSays) {
  serve([](web::Request request, web::ResponderPtr responder) {
    responder->respond({.status = 422,
                        .content_type = "application/json",
                        .body = request.path + " " + request.body + " " + request.host});
  });
  const auto answer = post("/v1/scans", "{\"code\":1}");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer.value().status, 422);
  EXPECT_EQ(answer.value().body, "/v1/scans {\"code\":1} localhost");
}

TEST_F(AgentCallsTest, NobodyThereIsToBeTriedAgain) {
  EXPECT_TRUE(post("/v1/scans", "{}").error().is(Condition::retry_later));
  serve([](web::Request, web::ResponderPtr responder) { responder.reset(); });
  const auto answer = post("/v1/scans", "{}");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer.value().status, 500);
}

TEST_F(AgentCallsTest, AnAgentThatGoesInTheMiddleIsToBeTriedAgain) {
  std::vector<web::ResponderPtr> kept;
  serve([&](web::Request, web::ResponderPtr responder) {
    kept.push_back(std::move(responder));
    runner.loop().post([&] { server.reset(); });
  });
  EXPECT_TRUE(post("/v1/scans", "{}").error().is(Condition::retry_later));
  runner.on_loop([&] { kept.clear(); });
}

}  // namespace
}  // namespace touchpoint::devices
