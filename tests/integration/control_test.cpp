// The control socket as programs meet it: a server on a loop, callers on real sockets.
#include "control/control.hpp"

#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/address.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ControlTest : public testing::Test {
 protected:
  ~ControlTest() override { stop(); }

  Result<void> serve(Handler handler) {
    return thread_.on_loop([&]() -> Result<void> {
      server_ = std::make_unique<ControlServer>(thread_.loop(), std::move(handler));
      return server_->listen(path_);
    });
  }
  // Answers {"echo":<verb>} to everything.
  void serve_echo() {
    ASSERT_TRUE(serve([](const std::string& verb, const std::string&, const ReplyPtr& reply) {
      reply->ok("{\"echo\":\"" + verb + "\"}");
    }));
  }
  void stop() {
    thread_.on_loop([this] { server_.reset(); });
  }

  // A socket file that a program left behind when it died.
  void leave_stale_file() const {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const auto address = unix_address(path_);
    ASSERT_EQ(::bind(fd, generic(*address), sizeof(*address)), 0);
    ::close(fd);
  }

  std::string call(std::string_view line) const {
    auto client = ControlClient::connect(path_);
    if (!client) return client.error().sentence();
    const auto answer = client.value().call(line);
    return answer ? answer.value() : answer.error().sentence();
  }

  support::TempFolder folder_;
  std::string path_ = (folder_ / "control.sock").string();
  support::LoopRunner thread_;
  std::unique_ptr<ControlServer> server_;
};

// A caller that writes what it likes, as no well-behaved client would.
class RawCaller {
 public:
  explicit RawCaller(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    const auto address = unix_address(path);
    EXPECT_EQ(::connect(fd_, generic(*address), sizeof(*address)), 0);
  }
  ~RawCaller() { ::close(fd_); }
  RawCaller(const RawCaller&) = delete;
  RawCaller& operator=(const RawCaller&) = delete;

  void send(std::string_view text) const {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end() const { ::shutdown(fd_, SHUT_WR); }
  std::string read_to_end() const {
    std::string all;
    char bytes[4096];
    for (ssize_t length; (length = ::recv(fd_, bytes, sizeof(bytes), 0)) > 0;)
      all.append(bytes, static_cast<std::size_t>(length));
    return all;
  }

 private:
  int fd_;
};

TEST_F(ControlTest, AnswersAVerbWithAnObject) {
  serve_echo();
  EXPECT_EQ(call(R"({"verb":"status"})"), R"({"echo":"status"})");
}

TEST_F(ControlTest, PassesTheWholeLineToTheHandler) {
  std::promise<std::string> seen;
  ASSERT_TRUE(serve([&](const std::string&, const std::string& json, const ReplyPtr& reply) {
    seen.set_value(json);
    reply->ok("{}");
  }));
  EXPECT_EQ(call(R"({"verb":"enrol","hub":"https://hub.example"})"), "{}");
  EXPECT_EQ(seen.get_future().get(), R"({"verb":"enrol","hub":"https://hub.example"})");
}

TEST_F(ControlTest, SendsProgressBeforeTheResult) {
  ASSERT_TRUE(serve([this](const std::string&, const std::string&, ReplyPtr reply) {
    reply->progress("first \"quoted\"");
    thread_.loop().post([reply = std::move(reply)] {
      reply->progress("second");
      reply->ok("{\"done\":\n true}");
    });
  }));
  auto client = ControlClient::connect(path_);
  ASSERT_TRUE(client);
  std::vector<std::string> progress;
  const auto answer = client.value().call(
      R"({"verb":"enrol"})", [&](std::string_view sentence) { progress.emplace_back(sentence); });
  ASSERT_TRUE(answer) << answer.error().sentence();
  EXPECT_EQ(answer.value(), R"({"done":true})");
  EXPECT_THAT(progress, ElementsAre("first \"quoted\"", "second"));
}

TEST_F(ControlTest, CarriesTheConditionOfAnErrorToTheCaller) {
  ASSERT_TRUE(serve([](const std::string& verb, const std::string&, const ReplyPtr& reply) {
    if (verb == "later") return reply->fail(retry_later("not now"));
    if (verb == "config") return reply->fail(misconfigured("change it"));
    if (verb == "broken") return reply->fail(damaged("it broke"));
    if (verb == "errno") return reply->fail({std::make_error_code(std::errc::io_error), "disk"});
    reply->fail(refused("never"));
  }));
  auto client = ControlClient::connect(path_);
  ASSERT_TRUE(client);
  const auto error = [&](std::string_view verb) {
    return client.value().call("{\"verb\":\"" + std::string(verb) + "\"}").error();
  };
  EXPECT_TRUE(error("later").is(Condition::retry_later));
  EXPECT_TRUE(error("config").is(Condition::misconfigured));
  EXPECT_TRUE(error("broken").is(Condition::damaged));
  EXPECT_TRUE(error("other").is(Condition::refused));
  EXPECT_EQ(error("errno").sentence(), "disk");
}

TEST_F(ControlTest, KeepsOneConnectionForManyCommandsInOrder) {
  serve_echo();
  const RawCaller caller(path_);
  std::string expected;
  for (int i = 0; i < 500; ++i) {
    caller.send("{\"verb\":\"v" + std::to_string(i) + "\"}\n");
    expected += "{\"ok\":{\"echo\":\"v" + std::to_string(i) + "\"}}\n";
  }
  caller.end();
  EXPECT_EQ(caller.read_to_end(), expected);
}

TEST_F(ControlTest, ACallerThatHasSaidAllStillGetsTheWholeAnswer) {
  const std::string answer = "{\"text\":\"" + std::string(4 * 1024 * 1024, 'a') + "\"}";
  std::promise<void> answered;
  ASSERT_TRUE(serve([&](const std::string&, const std::string&, const ReplyPtr& reply) {
    reply->ok(answer);  // more than the socket takes at once
    answered.set_value();
  }));
  const RawCaller caller(path_);
  caller.send("{\"verb\":\"long\"}\n");
  caller.end();
  answered.get_future().wait();
  thread_.on_loop([] {});  // by now the server has seen the end of what the caller says
  EXPECT_EQ(caller.read_to_end().size(), answer.size() + std::string_view{"{\"ok\":}\n"}.size());
}

TEST_F(ControlTest, RefusesWhatIsNotACommandAndGoesOn) {
  serve_echo();
  const std::string deep = std::string(100'000, '[');
  for (const auto& line :
       {std::string("nonsense"), std::string("[]"), std::string("{}"), std::string("{\"verb\":7}"),
        std::string("{\"verb\":\"\"}"), std::string("{\"verb\":\"a\"} {}"), std::string(), deep,
        std::string("{\"verb\":\"\xff\"}")}) {
    const RawCaller caller(path_);
    caller.send(line + "\n{\"verb\":\"next\"}\n");
    caller.end();
    const auto answers = caller.read_to_end();
    EXPECT_THAT(answers, HasSubstr(R"({"error":"refused","message":"a command must)")) << line;
    EXPECT_THAT(answers, HasSubstr(R"({"ok":{"echo":"next"}})")) << line;
  }
}

TEST_F(ControlTest, TakesALineOfOneMebibyteAndNoByteMore) {
  serve_echo();
  const std::string head = R"({"verb":"big","rows":")";
  const std::string fits = head + std::string(kLineMax - head.size() - 2, 'x') + "\"}";
  ASSERT_EQ(fits.size(), kLineMax);
  EXPECT_EQ(call(fits), R"({"echo":"big"})");

  EXPECT_THAT(call(fits + " "), HasSubstr("at most 1 MiB"));  // the client's own check
  const RawCaller caller(path_);
  caller.send(fits + " \n");
  EXPECT_THAT(caller.read_to_end(), HasSubstr("a command is at most 1 MiB long"));
}

TEST_F(ControlTest, SaysSoWhenAHandlerForgetsToAnswer) {
  ASSERT_TRUE(serve([](const std::string&, const std::string&, const ReplyPtr&) {}));
  EXPECT_THAT(call(R"({"verb":"status"})"), HasSubstr("dropped this command unanswered"));
}

TEST_F(ControlTest, AnswersOnceEvenWhenAHandlerAnswersTwice) {
  ASSERT_TRUE(serve([](const std::string&, const std::string&, const ReplyPtr& reply) {
    reply->ok("{}");
    reply->fail(refused("no"));
    reply->progress("late");
  }));
  const RawCaller caller(path_);
  caller.send("{\"verb\":\"a\"}\n");
  caller.end();
  EXPECT_EQ(caller.read_to_end(), "{\"ok\":{}}\n");
}

TEST_F(ControlTest, ClosesTheFileToEverybodyElse) {
  serve_echo();
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ControlTest, RemovesItsFileWhenItEnds) {
  serve_echo();
  stop();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ControlTest, LeavesAFileThatSomebodyPutInItsPlace) {
  serve_echo();
  std::filesystem::remove(path_);
  support::write_file(folder_ / "control.sock", "not ours");
  stop();
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(ControlTest, TakesOverAFileThatNobodyAnswersOn) {
  leave_stale_file();
  serve_echo();
  EXPECT_EQ(call(R"({"verb":"status"})"), R"({"echo":"status"})");
}

TEST_F(ControlTest, LeavesAFileThatSomebodyAnswersOn) {
  serve_echo();
  const auto second = thread_.on_loop([this]() -> Result<void> {
    ControlServer rival(thread_.loop(), [](const auto&, const auto&, const auto&) {});
    return rival.listen(path_);
  });
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().is(Condition::misconfigured));
  EXPECT_THAT(second.error().sentence(), HasSubstr("another program already answers"));
  EXPECT_EQ(call(R"({"verb":"status"})"), R"({"echo":"status"})");
}

TEST_F(ControlTest, RefusesAPathThatIsNotASocket) {
  support::write_file(folder_ / "control.sock", "a file");
  const auto listening = serve({});
  ASSERT_FALSE(listening);
  EXPECT_TRUE(listening.error().is(Condition::misconfigured));
  EXPECT_THAT(listening.error().sentence(), HasSubstr("exists and is not a socket"));
}

TEST_F(ControlTest, RefusesAPathThatIsTooLongOrInNoFolder) {
  path_ = (folder_ / std::string(120, 'x')).string();
  EXPECT_THAT(serve({}).error().sentence(), HasSubstr("1 to 107 bytes"));
  path_ = (folder_ / "absent/control.sock").string();
  EXPECT_THAT(serve({}).error().sentence(), HasSubstr("No such file or directory"));
}

TEST_F(ControlTest, TellsACallerThatNobodyAnswers) {
  const auto absent = ControlClient::connect(path_);
  ASSERT_FALSE(absent);
  EXPECT_TRUE(absent.error().is(Condition::retry_later));
  EXPECT_THAT(absent.error().sentence(), HasSubstr("nobody answers at"));
  leave_stale_file();
  EXPECT_TRUE(ControlClient::connect(path_).error().is(Condition::retry_later));
}

TEST_F(ControlTest, WaitsForAProgramThatWasStartedAMomentAgo) {
  auto asked = std::async(std::launch::async, [this] {
    return ControlClient::connect(path_, std::chrono::minutes{1}, std::chrono::minutes{1});
  });
  ASSERT_TRUE(
      serve([](const std::string&, const std::string&, ReplyPtr reply) { reply->ok("{}"); }));
  const auto client = asked.get();
  EXPECT_TRUE(client) << client.error().sentence();
}

TEST_F(ControlTest, TellsACallerThatTheProgramEnded) {
  std::promise<ReplyPtr> asked;
  ASSERT_TRUE(serve([&](const std::string&, const std::string&, ReplyPtr reply) {
    asked.set_value(std::move(reply));
  }));
  auto answer = std::async(std::launch::async, [this] { return call(R"({"verb":"status"})"); });
  const auto reply = asked.get_future().get();
  stop();
  EXPECT_THAT(answer.get(), HasSubstr("ended the connection before it answered"));
  thread_.on_loop([&] { reply->ok("{}"); });  // comes too late and harms nobody
}

TEST_F(ControlTest, DropsAnAnswerWhoseCallerHasGone) {
  std::promise<ReplyPtr> asked;
  ASSERT_TRUE(serve([&](const std::string& verb, const std::string&, ReplyPtr reply) {
    if (verb == "slow") return asked.set_value(std::move(reply));
    reply->ok("{}");
  }));
  {
    const RawCaller caller(path_);
    caller.send("{\"verb\":\"slow\"}\n");
  }
  auto reply = asked.get_future().get();
  thread_.on_loop([&] {
    for (int i = 0; i < 10'000; ++i)
      reply->progress("a sentence that nobody reads any more");
    reply->ok("{}");
    reply.reset();
  });
  EXPECT_EQ(call(R"({"verb":"status"})"), "{}");
}

TEST_F(ControlTest, MakesRoomForANewCallerAmongIdleOnes) {
  serve_echo();
  std::vector<std::unique_ptr<RawCaller>> idle;
  for (int i = 0; i < 100; ++i)
    idle.push_back(std::make_unique<RawCaller>(path_));
  EXPECT_EQ(call(R"({"verb":"status"})"), R"({"echo":"status"})");
}

TEST_F(ControlTest, RefusesNewCallersOnlyWhileAllOthersAreServed) {
  std::vector<ReplyPtr> held;
  std::promise<void> full;
  ASSERT_TRUE(serve([&](const std::string&, const std::string&, ReplyPtr reply) {
    held.push_back(std::move(reply));
    if (held.size() == 32) full.set_value();
  }));
  std::vector<std::unique_ptr<RawCaller>> busy;
  for (int i = 0; i < 32; ++i) {
    busy.push_back(std::make_unique<RawCaller>(path_));
    busy.back()->send("{\"verb\":\"slow\"}\n");
  }
  full.get_future().wait();
  EXPECT_THAT(call(R"({"verb":"status"})"), HasSubstr("too many commands are under way"));
  thread_.on_loop([&] { held.clear(); });
}

}  // namespace
}  // namespace touchpoint::control
