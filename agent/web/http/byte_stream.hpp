// ByteStream is one accepted connection as HTTP sees it: bytes in, bytes out, a goodbye. There is
// one for plain sockets (TCP and Unix) and one for TLS over them, each in its own source, so that
// Asio's templates are compiled twice and not once per user.
//
// It owns its socket. One read and one write may be under way at a time; what they point at must
// stay until they are done, and so must the stream: callers hold it in their callbacks. Callbacks
// come on the loop, never from within the call, and exactly once, also after abort().
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "web/http/server.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace touchpoint::web {

class ByteStream {
 public:
  using Done = std::move_only_function<void(bool ok)>;
  using Moved = std::move_only_function<void(std::size_t bytes)>;

  virtual ~ByteStream() = default;

  // What must happen before the first byte: the TLS handshake.
  virtual void open(Done done) = 0;
  // 0: the other side has ended, or the connection has failed.
  virtual void read_some(std::span<char> into, Moved done) = 0;
  // All of `first`, then all of `second`.
  virtual void write(std::string_view first, std::string_view second, Done done) = 0;
  // Ends our side, then throws away what still comes until the other side ends as well: a socket
  // that is closed with bytes unread makes TCP take back what we said last.
  virtual void finish(Done done) = 0;
  // Closes at once. What is under way fails.
  virtual void abort() = 0;
  // Adds who the other side has proven to be; after open().
  virtual void identify(Peer& peer) const = 0;
  // Bounds what the kernel holds for a reader that does not read.
  virtual void limit_send_buffer(int bytes) = 0;

  // Given back with the stream: its place among the connections of one client.
  void keep(std::shared_ptr<void> place) { place_ = std::move(place); }

 private:
  std::shared_ptr<void> place_;
};

// Takes over the descriptor of a connected, non-blocking socket.
std::unique_ptr<ByteStream> plain_stream(Loop& loop, int descriptor);

// Makes the TLS streams of one listener. A client certificate that does not verify fails open().
class TlsAcceptor {
 public:
  static Result<TlsAcceptor> make(const TlsFiles& files);
  std::unique_ptr<ByteStream> stream(Loop& loop, int descriptor) const;

 private:
  explicit TlsAcceptor(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}
  std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace touchpoint::web
