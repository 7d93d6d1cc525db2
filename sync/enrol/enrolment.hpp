// Enrolment makes a device of the hub's out of a program that knows a URL and a one-time token
// (CONTRACT.md, "Doors"). The key is made here and never leaves.
//
//   1  fetch the CA's certificate from a server that nobody has vouched for yet
//   2  compare it with the fingerprint in the token: whoever sits in between fails here
//   3  make a key and a request, and send it with the token over TLS that this CA vouches for
//   4  check that the certificate is for our name and our key, and keep everything
//
// Loop thread. A failure changes nothing: the old identity stays until the new one is whole.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "sync/enrol/identity.hpp"

namespace touchpoint::sync {

struct EnrolmentWish {
  std::string url;    // "https://host[:port]"
  std::string token;  // "tp1.…"
  std::string device;
  std::string store;
  std::filesystem::path folder;  // where the identity goes
};

class Enrolment {
 public:
  using Progress = std::function<void(std::string_view sentence)>;
  using Done = std::move_only_function<void(Result<Identity>)>;

  // `done` comes once, never from inside start(); not after the enrolment is gone.
  static std::unique_ptr<Enrolment> start(Loop& loop, const Clock& clock, EnrolmentWish wish,
                                          Progress progress, Done done);
  ~Enrolment();

 private:
  struct State;
  explicit Enrolment(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::sync
