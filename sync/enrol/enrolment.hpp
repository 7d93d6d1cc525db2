// Enrolment makes a device known to a hub with a one-time token: the key is made here, the hub
// signs a certificate for it, and the token's fingerprint says which hub is the right one before
// anything is trusted. With a token that has no secret the hub approves the key instead, by its
// fingerprint; that may take days, so it is asked again and again.
//
// Loop thread. It ends with `done`, once, or in silence when it is destroyed first. Until
// everything is checked and written the old identity stays as it is.
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
#include "sync/https/client.hpp"

namespace touchpoint::sync {

struct EnrolmentOrder {
  std::string url;    // "https://host[:port]"
  std::string token;  // as the operator brought it; white space around it does not matter
  std::string key{};  // PEM; the one to be approved, where the token has no secret
  std::string store;
  std::string device;
  std::filesystem::path folder;  // of the identity
  std::optional<Proxy> proxy{};  // the only way to the hub
};

class Enrolment {
 public:
  // One sentence for each step, as it begins.
  using Progress = std::function<void(std::string_view sentence)>;
  // Errors say what to do next. `refused`: the token or the names; `misconfigured`: the address, or
  // another hub than the token's; `retry_later`: the way there, or not approved yet.
  using Done = std::move_only_function<void(Result<Identity>)>;

  static std::unique_ptr<Enrolment> start(Loop& loop, const Clock& clock, EnrolmentOrder order,
                                          Progress progress, Done done);
  ~Enrolment();

 private:
  struct State;
  explicit Enrolment(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::sync
