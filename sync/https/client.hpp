// HttpsClient asks one server over TLS, one request after another on a kept-alive connection.
//
// It owns its socket and runs on the loop thread. TLS 1.3 (1.2 is the floor); only the given CA is
// trusted and the server's name is checked; redirects are not followed; answers are bounded.
// Name resolution runs on a thread of Asio's, so that a dead DNS server blocks nobody.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"

namespace touchpoint::sync {

struct HttpsRequest {
  std::string method = "GET";
  std::string target{};  // path and query
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::size_t answer_max = 8 * 1024 * 1024;   // bytes
  std::chrono::milliseconds timeout{30'000};  // for everything, its turn and connecting included
};

struct HttpsAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string_view header(std::string_view lower_case_name) const;
};

struct HttpsIdentity {
  // PEM. Empty: any server certificate is taken. That is for one purpose, to fetch the CA that an
  // enrolment token has the fingerprint of; no certificate of ours can be presented with it.
  std::string ca{};
  std::string certificate{};  // PEM; empty: none is presented
  std::string private_key{};  // PEM
  // A moment that has certainly passed: certificates are judged then while the clock says an
  // earlier time.
  WallTime time_floor{};
};

// An HTTP proxy that is asked for a tunnel.
struct Proxy {
  std::string host;  // a name or an IP address; of IPv6 without the brackets
  std::uint16_t port = 0;
  std::string user{};  // empty: it lets us through without
  std::string password{};
  std::string text() const;  // "proxy.example:3128", for sentences
};

class HttpsClient {
 public:
  // `url` is "https://host[:port]" with nothing behind it. `misconfigured` for anything else, and
  // for PEM text that does not parse. With a proxy there is no other way than through it.
  static Result<std::unique_ptr<HttpsClient>> make(Loop& loop, const std::string& url,
                                                   const HttpsIdentity& identity,
                                                   std::optional<Proxy> proxy = std::nullopt);
  ~HttpsClient();  // requests under way end unanswered; their callbacks are destroyed

  // Requests queue up in order. `done` gets any HTTP answer whatever its status, or retry_later
  // (no connection, time-out, broken off, not HTTP, a certificate that is not valid at this time by
  // our clock) with a sentence that says what failed, or misconfigured (the server's certificate is
  // not by our CA or not for its name; ours was refused). It is never called from within request().
  // A request may reach the server twice: once more when a kept connection turns out to be closed.
  void request(HttpsRequest request, std::move_only_function<void(Result<HttpsAnswer>)> done);

  // Forgets the connection, so that the next request makes a new one.
  void reset();

 private:
  struct State;
  explicit HttpsClient(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::sync
