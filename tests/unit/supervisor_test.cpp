// What systemd hears of a program: a socket of the test's own stands in its place.
#include "loop/supervisor.hpp"

#include <array>
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint {
namespace {

using testing::HasSubstr;

class SupervisorTest : public ::testing::Test {
 protected:
  SupervisorTest() : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = (folder_.path() / "notify").string();
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    ::unsetenv("WATCHDOG_PID");
  }
  ~SupervisorTest() override {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::close(socket_);
  }

  std::string heard() const {
    std::array<char, 256> text{};
    const auto length = ::recv(socket_, text.data(), text.size(), 0);
    return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : "nothing";
  }

 private:
  support::TempFolder folder_;
  int socket_;
};

TEST_F(SupervisorTest, HearsThatItIsReadyAndThatItStops) {
  Loop loop;
  Supervisor supervisor{loop};
  supervisor.ready("the disk is away");
  supervisor.stopping();
  const auto ready = heard();
  EXPECT_THAT(ready, HasSubstr("READY=1"));
  EXPECT_THAT(ready, HasSubstr("STATUS=the disk is away"));
  EXPECT_EQ(heard(), "STOPPING=1");
}

TEST_F(SupervisorTest, FeedsTheWatchdogForAsLongAsTheLoopTurns) {
  ::setenv("WATCHDOG_USEC", "20000", 1);
  support::LoopRunner runner;
  Supervisor supervisor{runner.loop()};
  runner.on_loop([&] { supervisor.ready(""); });
  EXPECT_THAT(heard(), HasSubstr("READY=1"));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(heard(), "WATCHDOG=1");
  runner.stop();
}

}  // namespace
}  // namespace touchpoint
