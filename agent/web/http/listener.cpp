#include "web/http/listener.hpp"

#include <charconv>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "web/http/unix_socket.hpp"

namespace touchpoint::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

constexpr std::string_view kUnixPrefix = "unix:";
constexpr int kAcceptedAtOnceMax = 32;  // then whoever is connected already gets a turn
constexpr auto kDescriptorsPause = std::chrono::milliseconds{100};
constexpr unsigned kUnacknowledgedMaxMs = 60'000;  // a peer that vanished is noticed by then

Result<asio::ip::tcp::endpoint> parse_address(const std::string& address) {
  const auto wrong = [&address] {
    return misconfigured("\"" + address +
                         "\" is not an address to listen on, such as 127.0.0.1:7080, [::1]:7080 or "
                         "unix:/run/touchpoint/api.sock");
  };
  const auto colon = address.rfind(':');
  if (colon == std::string::npos) return wrong();
  auto host = address.substr(0, colon);
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  if (brackets) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto ip = asio::ip::make_address(host, error);
  if (error || ip.is_v6() != brackets) return wrong();
  std::uint16_t port = 0;
  const char* end = address.data() + address.size();
  const auto parsed = std::from_chars(address.data() + colon + 1, end, port);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return wrong();
  return asio::ip::tcp::endpoint(ip, port);
}

Error cannot_listen(const Listen& listen, const std::string& why) {
  return misconfigured("cannot listen on " + listen.address + " (" + listen.name + "): " + why);
}

Result<void> open_tcp(Acceptor& acceptor, const Listen& listen) {
  TP_TRY(const auto endpoint, parse_address(listen.address));
  error_code error;
  acceptor.open(asio::generic::stream_protocol(endpoint.protocol()), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(asio::generic::stream_protocol::endpoint(endpoint), error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(listen, error.message());
  return success();
}

}  // namespace

struct Listener::State : std::enable_shared_from_this<State> {
  State(Loop& l, Accepted a) : loop(l), acceptor(l.context()), accepted(std::move(a)) {}

  void wait() {
    acceptor.async_wait(Acceptor::wait_read, [self = shared_from_this()](const error_code& error) {
      if (!error && self->acceptor.is_open()) self->accept();
    });
  }

  void accept() {
    for (int i = 0; i < kAcceptedAtOnceMax && acceptor.is_open(); ++i) {
      const int descriptor =
          ::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor >= 0) {
        if (!unix_file) tune(descriptor);
        accepted(descriptor);
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pause = loop.after(kDescriptorsPause, [this] { wait(); });
        return;
      } else if (errno != ECONNABORTED && errno != EINTR) {
        break;
      }
    }
    if (acceptor.is_open()) wait();
  }

  static void tune(int descriptor) {
    const int on = 1;
    const unsigned timeout = kUnacknowledgedMaxMs;
    // Both make things better, neither is needed for them to work.
    (void)::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
  }

  Loop& loop;
  Acceptor acceptor;
  Accepted accepted;
  std::optional<UnixSocketFile> unix_file;
  Timer pause;
};

Result<std::unique_ptr<Listener>> Listener::open(Loop& loop, const Listen& listen,
                                                 Accepted accepted) {
  auto state = std::make_shared<State>(loop, std::move(accepted));
  if (listen.address.starts_with(kUnixPrefix)) {
    auto file = UnixSocketFile::listen(listen.address.substr(kUnixPrefix.size()), listen.unix_mode);
    if (!file) return cannot_listen(listen, file.error().sentence());
    error_code error;
    state->acceptor.assign(asio::generic::stream_protocol(AF_UNIX, 0), file.value().release(),
                           error);
    if (error) return cannot_listen(listen, error.message());
    state->unix_file.emplace(std::move(file).value());
  } else {
    TP_CHECK(open_tcp(state->acceptor, listen));
  }
  state->acceptor.native_non_blocking(true);
  state->wait();
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

Listener::~Listener() {
  error_code ignored;  // the descriptor is gone either way
  state_->acceptor.close(ignored);
  state_->pause.cancel();
  state_->unix_file.reset();
}

std::optional<std::uint16_t> Listener::port() const {
  if (state_->unix_file) return std::nullopt;
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(state_->acceptor.native_handle(), reinterpret_cast<sockaddr*>(&address),
                    &size) != 0)
    return std::nullopt;
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace touchpoint::web
