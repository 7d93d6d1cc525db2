#include "ctl/doctor/network.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop/loop.hpp"
#include "sync/mqtt/client.hpp"

namespace touchpoint::ctl {
namespace {

using std::chrono::steady_clock;

constexpr int kOk = 200;

Step timed_out() {
  return {.well = false, .timed_out = true};
}

std::string numeric(const sockaddr* address, socklen_t size) {
  std::array<char, NI_MAXHOST> text{};
  const bool ok =
      ::getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0;
  return ok ? std::string(text.data()) : std::string();
}

// A look-up that may outlive whoever asked: the resolver's thread writes into it to the end.
struct LookUp {
  std::string host;
  addrinfo hints{};
  gaicb request{};

  explicit LookUp(std::string name) : host(std::move(name)) {
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    request.ar_name = host.c_str();
    request.ar_request = &hints;
  }
  ~LookUp() {
    if (request.ar_result != nullptr) ::freeaddrinfo(request.ar_result);
  }
  LookUp(const LookUp&) = delete;
  LookUp& operator=(const LookUp&) = delete;
};

class Socket {
 public:
  Socket(int family, int type, int protocol)
      : fd_(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol)) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string reason(int error) {
  return std::generic_category().message(error);
}

Step connect_once(const addrinfo& address, steady_clock::time_point deadline) {
  const Socket socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return {.well = true};
  if (errno != EINPROGRESS) return {.detail = reason(errno)};
  pollfd waiting{.fd = socket.get(), .events = POLLOUT, .revents = 0};
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
  if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
    return timed_out();
  }
  int error = 0;
  socklen_t size = sizeof(error);
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? Step{.well = true} : Step{.detail = reason(error)};
}

}  // namespace

Resolved resolve(const std::string& host, Patience patience) {
  auto look_up = std::make_unique<LookUp>(host);
  gaicb* list[] = {&look_up->request};
  const int started = ::getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr);
  if (started != 0) return {.step = {.detail = ::gai_strerror(started)}};
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(patience);
  const timespec wait{.tv_sec = static_cast<time_t>(whole.count()),
                      .tv_nsec = static_cast<long>((patience - whole).count()) * 1'000'000};
  const gaicb* waiting[] = {&look_up->request};
  while (::gai_error(&look_up->request) == EAI_INPROGRESS) {
    if (::gai_suspend(waiting, 1, &wait) != EAI_AGAIN) continue;
    // What cannot be called off any more keeps its memory until the program ends, which is soon.
    if (::gai_cancel(&look_up->request) == EAI_NOTCANCELED) {
      static_cast<void>(look_up.release());
    }
    return {.step = timed_out()};
  }
  const int error = ::gai_error(&look_up->request);
  if (error != 0) return {.step = {.detail = ::gai_strerror(error)}};
  Resolved resolved{.step = {.well = true}};
  for (const auto* found = look_up->request.ar_result; found != nullptr; found = found->ai_next)
    resolved.addresses.push_back(numeric(found->ai_addr, found->ai_addrlen));
  return resolved;
}

Step connect_to(const std::vector<std::string>& addresses, int port, Patience patience) {
  const auto deadline = steady_clock::now() + patience;
  Step last{.detail = "there is no address to connect to"};
  for (const auto& numeric_host : addresses) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (::getaddrinfo(numeric_host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
      continue;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> address(found, ::freeaddrinfo);
    last = connect_once(*address, deadline);
    if (last.well || last.timed_out) return last;
  }
  return last;
}

HubAnswer ask_hub(const sync::Identity& identity, const std::optional<sync::Proxy>& proxy,
                  Patience patience) {
  Loop loop;
  auto client = sync::HttpsClient::make(
      loop, identity.hub.url, {identity.ca, identity.certificate, identity.private_key}, proxy);
  if (!client) return {.step = {.detail = client.error().sentence()}};
  const SystemClock clock;
  HubAnswer answer;
  client.value()->request({.target = "/v1/news", .answer_max = 64 * 1024, .timeout = patience},
                          [&](Result<sync::HttpsAnswer> came) {
                            if (!came) {
                              answer.step.detail = came.error().sentence();
                            } else {
                              answer.status = came.value().status;
                              answer.at = from_http_date(came.value().header("date"));
                              answer.asked = clock.wall();
                              answer.step.well = answer.status == kOk;
                            }
                            loop.stop();
                          });
  loop.run();
  return answer;
}

Step greet_broker(const sync::Identity& identity, Patience patience) {
  Loop loop;
  std::optional<Step> step;
  const auto settle = [&](Step how) {
    if (!step) step = std::move(how);
    loop.stop();
  };
  sync::MqttSettings settings;
  settings.host = identity.hub.mqtt->host;
  settings.port = identity.hub.mqtt->port;
  settings.client_id = identity.device + "-doctor";  // its own would end the daemon's connection
  settings.ca_file = identity.folder / "ca.pem";
  settings.certificate_file = identity.folder / "certificate.pem";
  settings.private_key_file = identity.folder / "key.pem";
  settings.greeting_max = patience;
  auto client = sync::MqttClient::make(
      loop, std::move(settings),
      {.on_connected = [&] { settle({.well = true}); },
       .on_disconnected = [&](std::string_view why) { settle({.detail = std::string(why)}); },
       .on_message = [](const sync::MqttMessage&) {}});
  if (!client) return {.detail = client.error().sentence()};
  const auto limit = loop.after(patience + Patience{500}, [&] { settle(timed_out()); });
  const auto started = client.value()->start();
  if (!started) return {.detail = started.error().sentence()};
  loop.run();
  return *step;
}

}  // namespace touchpoint::ctl
