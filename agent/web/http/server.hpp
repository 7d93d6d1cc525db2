// HttpServer is HTTP/1.1 on any number of listeners: plain TCP, TLS, Unix sockets. It knows
// framing, limits and time-outs; what a request means is its handler's business.
//
// It owns its sockets. Everything, the handler included, runs on the loop thread. Beast stays
// behind this header. The agent and the hub both use it.
//
// Promise: whatever a client sends, each request is answered at most once, bounded in memory and
// time; a malformed one gets a 4xx with one sentence, or its connection is closed. When all places
// are taken, whoever keeps it waiting for the longest makes room; a 503 is said only when everybody
// waits for it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"

namespace touchpoint::web {

enum class Method { get, head, post, put, del, options };

// Who is at the other end of the connection, as far as the transport proves it.
struct Peer {
  enum class Via { tcp, unix_socket, tls };
  Via via = Via::tcp;
  std::string listener;     // the listener's name, as given in Listen
  std::string common_name;  // of a client certificate that the listener's CA signed; else empty
  std::string unit;         // its organisational unit
  std::string serial;       // its serial number in hex
};

struct Request {
  Method method{};
  std::string path;                          // percent-decoded, normalised, begins with '/'
  std::map<std::string, std::string> query;  // percent-decoded; the first of repeated names
  std::string host;                          // of the Host header, lower case, without the port
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  Peer peer;

  std::string_view header(std::string_view lower_case_name) const;  // empty when absent
  std::string_view cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type{};  // empty: no body
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  // Bytes that outlive the server (embedded files) need not be copied: used when `body` is empty.
  std::string_view static_body{};
};

// An open text/event-stream. Held by whoever pushes to it; dropping the last reference closes it.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // False when the reader is gone, or was closed because it had limits::kStreamBacklogMax unread.
  virtual bool send(std::string_view event, std::string_view data) = 0;
  virtual bool open() const = 0;
  virtual void close() = 0;
  virtual void on_closed(Task task) = 0;  // called once, on the loop
};

// The one answer to one request, now or later. Dropped unanswered it says 500.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void respond(Response response) = 0;
  // Answers 200 with a stream; headers as given. Null when the client has already gone.
  virtual std::shared_ptr<EventStream> stream(
      std::vector<std::pair<std::string, std::string>> headers) = 0;
};
using ResponderPtr = std::unique_ptr<Responder>;

using Handler = std::function<void(Request request, ResponderPtr responder)>;
// How large a body a path may have, asked before the body is read.
using BodyLimit = std::function<std::size_t(Method method, std::string_view path)>;

struct TlsFiles {
  std::string certificate_chain;  // PEM text
  std::string private_key;        // PEM text
  std::string client_ca;  // PEM text; clients may present a certificate signed by it, and one
                          // that does not verify ends the handshake; empty: never asked
};

struct Listen {
  std::string name;           // for Peer::listener and messages
  std::string address;        // "127.0.0.1:7080", "[::1]:0", or "unix:/run/…/api.sock"
  unsigned unix_mode = 0660;  // of the socket file
  std::optional<TlsFiles> tls{};
};

class HttpServer {
 public:
  struct Options {
    BodyLimit body_limit;  // default: limits::kHttpBodyMax everywhere
    std::size_t connections_max = limits::kHttpConnectionsMax;
    std::size_t per_address_max = 0;  // connections of one TCP client; 0: as many as there are
    std::chrono::milliseconds read_timeout = limits::kHttpReadTimeout;
    std::chrono::milliseconds idle_timeout = limits::kHttpIdleTimeout;
  };

  HttpServer(Loop& loop, Handler handler, Options options);
  ~HttpServer();  // closes everything at once

  // Starts to accept. Port 0 takes a free one. `misconfigured` when it cannot.
  Result<void> listen(const Listen& listen);
  // The port that a TCP listener really has.
  std::optional<std::uint16_t> port(std::string_view listener) const;
  // Accepts no more, ends idle connections and streams, lets answers under way finish.
  void drain();
  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::web
