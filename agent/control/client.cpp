#include <cerrno>
#include <thread>
#include <utility>

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "control/address.hpp"
#include "control/control.hpp"
#include "control/wire.hpp"

namespace touchpoint::control {
namespace {

Error not_answering(const std::string& path) {
  const std::error_code code{errno, std::generic_category()};
  if (code == std::errc::permission_denied) {
    return refused("only the service's user may use " + path + ": run this as that user, or root");
  }
  return retry_later("nobody answers at " + path + " (" + code.message() +
                     "): start the program first, or name its socket");
}

// A daemon that has just been started makes its socket in a moment: nothing tells of that, so it is
// tried.
constexpr auto kPause = std::chrono::milliseconds{50};

}  // namespace

Result<ControlClient> ControlClient::connect(const std::string& path,
                                             std::chrono::seconds silence_max,
                                             std::chrono::milliseconds patience) {
  while (true) {
    auto client = try_to_connect(path, silence_max);
    if (client || !client.error().is(Condition::retry_later) || patience < kPause) return client;
    std::this_thread::sleep_for(kPause);
    patience -= kPause;
  }
}

Result<ControlClient> ControlClient::try_to_connect(const std::string& path,
                                                    std::chrono::seconds silence_max) {
  const auto address = unix_address(path);
  if (!address) return misconfigured("the socket's path must have 1 to 107 bytes: " + path);
  ControlClient client{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const timeval silence{.tv_sec = static_cast<time_t>(silence_max.count()), .tv_usec = 0};
  const bool connected =
      client.fd_ >= 0 &&
      ::setsockopt(client.fd_, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof(silence)) == 0 &&
      ::setsockopt(client.fd_, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof(silence)) == 0 &&
      ::connect(client.fd_, generic(*address), sizeof(*address)) == 0;
  if (!connected) return not_answering(path);
  return client;
}

ControlClient::~ControlClient() {
  if (fd_ >= 0) ::close(fd_);
}

ControlClient::ControlClient(ControlClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffered_(std::move(other.buffered_)) {}

ControlClient& ControlClient::operator=(ControlClient&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(buffered_, other.buffered_);
  return *this;
}

Result<void> ControlClient::send(std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return success();  // it may have said why before it closed: the answer is read anyway
    } else if (errno != EINTR) {
      return retry_later("the program takes no commands now");
    }
  }
  return success();
}

Result<std::string> ControlClient::receive_line() {
  std::size_t searched = 0;
  while (true) {
    const auto end = buffered_.find('\n', searched);
    if (end != std::string::npos) {
      auto line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      return line;
    }
    searched = buffered_.size();
    char bytes[16 * 1024];
    const auto length = ::recv(fd_, bytes, sizeof(bytes), 0);
    if (length > 0) {
      buffered_.append(bytes, static_cast<std::size_t>(length));
    } else if (length == 0 || errno == ECONNRESET) {
      return retry_later("the program ended the connection before it answered");
    } else if (errno != EINTR) {
      return retry_later("the program has not answered in time");
    }
  }
}

Result<std::string> ControlClient::call(std::string_view json_line,
                                        const std::function<void(std::string_view)>& progress) {
  if (json_line.size() > kLineMax || json_line.find('\n') != std::string_view::npos) {
    return refused("a command must be one line of at most 1 MiB");
  }
  TP_CHECK(send(std::string(json_line) + "\n"));
  while (true) {
    TP_TRY(const auto line, receive_line());
    TP_TRY(auto answer, answer_of(line));
    if (answer.ok) return std::move(*answer.ok);
    if (answer.error) return std::move(*answer.error);
    if (progress) progress(*answer.progress);
  }
}

}  // namespace touchpoint::control
