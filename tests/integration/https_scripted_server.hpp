// ScriptedServer says what it was told to say, over TLS or not, whatever it is asked: for all that
// a well-behaved server never does. One connection at a time, in a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/test_pki.hpp"

namespace touchpoint::testing {

// What one connection is answered, request by request; then it is closed.
using Script = std::vector<std::string>;
inline const std::string kSilence{};  // no answer; waits until the client gives up

class ScriptedServer {
 public:
  struct Tls {
    KeyPair identity;
    int version_max = 0;
    std::string client_ca{};  // PEM; a client certificate is demanded
  };

  ScriptedServer(std::optional<Tls> tls, std::vector<Script> connections);
  ~ScriptedServer();

  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }
  std::string first_request();  // of the first connection; only after it was answered

 private:
  void run();
  void serve(int descriptor, const Script& script);

  std::optional<Tls> tls_;
  std::vector<Script> scripts_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::string first_request_;
  std::mutex mutex_;  // guards the two below
  int current_ = -1;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace touchpoint::testing
