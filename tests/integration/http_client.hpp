// RawClient is the other end of a connection, one that may say anything: TCP, a Unix socket or TLS,
// blocking, with a time-out on every wait so that a test fails instead of hanging.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "support/test_pki.hpp"

struct ssl_st;

namespace touchpoint::testing {

struct Answer {
  int status = 0;                              // 0: the connection ended instead
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class RawClient {
 public:
  static RawClient tcp(std::uint16_t port, int receive_buffer = 0);
  static RawClient unix_socket(const std::string& path);
  // Trusts `ca`; presents `identity` when there is one. Not connected when the handshake fails.
  static RawClient tls(std::uint16_t port, const std::string& ca, const KeyPair* identity = nullptr,
                       int version_max = 0);

  bool connected() const { return socket_ != nullptr; }
  bool send(std::string_view bytes);  // false when the other side has gone
  // One answer: head and a body of Content-Length, unless there is none for this request.
  Answer answer(bool head_only = false);
  // The next bytes, at least one; empty when the other side has ended.
  std::string some();
  // Everything up to `end`, or what came before the other side ended.
  std::string until(std::string_view end);
  bool ended();  // the other side has ended, and nothing came before that
  void end_sending();
  int descriptor() const;

 private:
  struct Socket;
  std::shared_ptr<Socket> socket_;
  std::string unread_;
};

}  // namespace touchpoint::testing
