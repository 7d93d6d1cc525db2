#include "web/http/server.hpp"

#include <algorithm>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/http/connection.hpp"
#include "web/http/listener.hpp"

namespace touchpoint::web {

namespace {

// How many connections each client has: a connection holds its place for as long as it lives.
class Addresses : public std::enable_shared_from_this<Addresses> {
 public:
  // Null when the client has all that it may have.
  std::shared_ptr<void> take(const std::string& address, std::size_t most) {
    auto& count = counts_[address];
    if (count >= most) return nullptr;
    ++count;
    return {this, [self = shared_from_this(), address](Addresses*) {
              const auto found = self->counts_.find(address);
              if (--found->second == 0) self->counts_.erase(found);
            }};
  }

 private:
  std::map<std::string, std::size_t> counts_;
};

// Of who is connected, without the port; a Unix socket's clients are one.
std::string address_of(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  const auto bytes = [](const auto& from) {
    return std::string(reinterpret_cast<const char*>(&from), sizeof from);
  };
  if (address.ss_family == AF_INET)
    return bytes(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  if (address.ss_family == AF_INET6)
    return bytes(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  return {};
}

}  // namespace

struct HttpServer::State {
  struct Door {
    std::string name;
    std::unique_ptr<Listener> listener;
  };

  explicit State(std::shared_ptr<Service> s) : service(std::move(s)) {}

  void accepted(int descriptor, const Peer& peer, const std::optional<TlsAcceptor>& tls) {
    // First: nobody makes room for one who has more than enough.
    std::shared_ptr<void> place;
    if (service->options.per_address_max > 0) {
      place = addresses->take(address_of(descriptor), service->options.per_address_max);
      if (!place) return turn_away(descriptor, tls.has_value());
    }
    if (service->clients.size() >= service->options.connections_max && !make_room())
      return turn_away(descriptor, tls.has_value());
    auto stream =
        tls ? tls->stream(service->loop, descriptor) : plain_stream(service->loop, descriptor);
    if (!stream) return;
    stream->keep(std::move(place));
    const auto connection = std::make_shared<Connection>(service, std::move(stream), peer);
    service->clients.insert(connection);
    connection->start();
  }

  // Whoever keeps us waiting for the longest goes: who takes places and says
  // nothing must not keep out who has something to say. False when everybody waits for us.
  bool make_room() {
    std::shared_ptr<Client> slowest;
    std::optional<std::chrono::steady_clock::time_point> earliest;
    for (const auto& client : service->clients) {
      const auto since = client->keeps_waiting_since();
      if (!since || (earliest && *earliest <= *since)) continue;
      earliest = since;
      slowest = client;
    }
    if (!slowest) return false;
    slowest->abort();
    return true;
  }

  // Said once if it fits, and never waited for: the point is to spend nothing on this client.
  static void turn_away(int descriptor, bool tls) {
    if (!tls) {
      const auto response = error_response(503, "too many connections are open; try again later");
      const auto text = response_head(response, Persistence::close) + response.body;
      (void)::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      ::shutdown(descriptor, SHUT_WR);
    }
    ::close(descriptor);
  }

  std::shared_ptr<Service> service;
  std::shared_ptr<Addresses> addresses = std::make_shared<Addresses>();
  std::vector<Door> doors;
};

HttpServer::HttpServer(Loop& loop, Handler handler, Options options)
    : state_(std::make_shared<State>(
          std::make_shared<Service>(Service{loop, std::move(handler), std::move(options)}))) {}

HttpServer::~HttpServer() {
  auto& service = *state_->service;
  service.stopped = true;
  state_->doors.clear();
  const auto clients = service.clients;  // each takes itself out
  for (const auto& client : clients)
    client->abort();
}

Result<void> HttpServer::listen(const Listen& listen) {
  std::optional<TlsAcceptor> tls;
  if (listen.tls) {
    TP_TRY(tls, TlsAcceptor::make(*listen.tls));
  }
  Peer peer;
  peer.listener = listen.name;
  peer.via = listen.address.starts_with("unix:") ? Peer::Via::unix_socket
             : tls                               ? Peer::Via::tls
                                                 : Peer::Via::tcp;
  auto accepted = [state = state_.get(), peer, tls](int descriptor) {
    state->accepted(descriptor, peer, tls);
  };
  TP_TRY(auto listener, Listener::open(state_->service->loop, listen, std::move(accepted)));
  state_->doors.push_back({listen.name, std::move(listener)});
  return success();
}

std::optional<std::uint16_t> HttpServer::port(std::string_view listener) const {
  for (const auto& door : state_->doors) {
    if (door.name == listener) return door.listener->port();
  }
  return std::nullopt;
}

void HttpServer::drain() {
  auto& service = *state_->service;
  service.draining = true;
  state_->doors.clear();
  const auto clients = service.clients;
  for (const auto& client : clients)
    client->drain();
}

std::size_t HttpServer::connections() const {
  return state_->service->clients.size();
}

}  // namespace touchpoint::web
