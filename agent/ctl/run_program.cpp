#include "ctl/run_program.hpp"

#include <array>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace touchpoint::ctl {
namespace {

using std::chrono::steady_clock;

// The reading end of a pipe whose other end is the program's standard output.
class Child {
 public:
  explicit Child(const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    out_ = ends[0];
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<std::string> words = arguments;
    std::vector<char*> argv;
    for (auto& word : words)
      argv.push_back(word.data());
    argv.push_back(nullptr);
    if (::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ) != 0) pid_ = -1;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
  }
  ~Child() {
    if (out_ >= 0) ::close(out_);
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool runs() const { return pid_ > 0; }
  enum class Got { some, end, nothing_in_time };
  Got read(std::string& output, steady_clock::time_point deadline) const {
    if (!ready(out_, deadline)) return Got::nothing_in_time;
    std::array<char, 16 * 1024> bytes{};
    const auto length = ::read(out_, bytes.data(), bytes.size());
    if (length <= 0) return Got::end;
    output.append(bytes.data(), static_cast<std::size_t>(length));
    return Got::some;
  }
  // A program may close its output and go on: its end is waited for with a limit, too.
  bool ended_well(steady_clock::time_point deadline) {
    // By its number: the header of glibc 2.36 forgets to say that it is a C function.
    const auto end = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    const bool in_time = end >= 0 && ready(end, deadline);
    if (end >= 0) ::close(end);
    if (!in_time) return false;
    int status = 0;
    const bool waited = ::waitpid(std::exchange(pid_, -1), &status, 0) > 0;
    return waited && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  static bool ready(int descriptor, steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    return left.count() > 0 && ::poll(&waiting, 1, static_cast<int>(left.count())) > 0;
  }

  pid_t pid_ = -1;
  int out_ = -1;
};

}  // namespace

Result<std::string> run_program(const std::vector<std::string>& arguments,
                                std::chrono::milliseconds patience, std::size_t bytes_max) {
  Child child(arguments);
  if (!child.runs()) return retry_later("cannot start " + arguments.front());
  const auto deadline = steady_clock::now() + patience;
  std::string output;
  auto got = Child::Got::some;
  while (output.size() < bytes_max && got == Child::Got::some)
    got = child.read(output, deadline);
  if (output.size() >= bytes_max) {
    output.resize(bytes_max);
    return output;
  }
  if (got == Child::Got::nothing_in_time || !child.ended_well(deadline)) {
    return retry_later(arguments.front() + " did not work, or did not end in time");
  }
  return output;
}

}  // namespace touchpoint::ctl
