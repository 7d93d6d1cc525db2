#include "ctl/terminal.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <iostream>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace touchpoint::ctl {
namespace {

std::string_view environment(const char* name) {
  // touchpointctl has one thread.
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value != nullptr ? value : std::string_view();
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Error stdout_lost() {
  const std::error_code code{errno, std::generic_category()};
  return {code, "cannot write to standard output: " + code.message()};
}

constexpr char kInterrupt = 3;  // Ctrl-C

// Switches the terminal's echo off while it lives. Ctrl-C must not leave it off either: instead of
// killing us it ends the line, as a character.
class EchoOff {
 public:
  EchoOff() {
    ::tcgetattr(STDIN_FILENO, &before_);
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    silent.c_lflag |= static_cast<tcflag_t>(ECHONL);
    silent.c_cc[VEOL] = kInterrupt;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~EchoOff() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  termios before_{};
};

}  // namespace

Result<void> print(std::string_view text) {
  if (!write_all(STDOUT_FILENO, text)) return stdout_lost();
  return success();
}

void tell(std::string_view text) {
  write_all(STDERR_FILENO, text);
}

Result<void> require_stdout() {
  const int mode = ::fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE;
  if (mode != O_RDONLY) return success();
  errno = EBADF;
  return stdout_lost();
}

bool reader_gone_within(std::chrono::milliseconds pause) {
  pollfd out{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
  return ::poll(&out, 1, static_cast<int>(pause.count())) > 0;
}

bool stdin_is_terminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

bool stderr_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

bool colours_wanted() {
  return ::isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() &&
         environment("TERM") != "dumb";
}

Language language_of_environment() {
  for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto value = environment(name);
    if (value.empty()) continue;
    return value == "it" || value.starts_with("it_") || value.starts_with("it.")
               ? Language::italian
               : Language::english;
  }
  return Language::english;
}

Result<std::string> ask(std::string_view prompt) {
  tell(prompt);
  std::string line;
  if (!std::getline(std::cin, line)) return refused("nothing was typed");
  return line;
}

Result<std::string> ask_secretly(std::string_view prompt) {
  const EchoOff quiet;  // first: it throws away what was typed before it
  tell(prompt);
  std::array<char, 4096> line{};
  const auto length = ::read(STDIN_FILENO, line.data(), line.size());
  if (length <= 0) return refused("nothing was entered");
  std::string text(line.data(), static_cast<std::size_t>(length));
  if (text.find(kInterrupt) != std::string::npos) return refused("nothing was changed");
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace touchpoint::ctl
