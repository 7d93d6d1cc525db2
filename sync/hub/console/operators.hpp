// Operators are the people who may sign in at the console: added and removed on the command line,
// kept in the store with a verifier of their password, never the password.
//
// Loop thread; passwords are stretched on the slow worker. Every callback comes back on the loop.
//
// Promise: what a wrong password costs is in the store before its answer. Two slips are free, then
// 2, 4, 8 … 128 s, for a name that nobody has as for one that somebody has; nobody is locked out
// for good, because then a stranger could keep operators out. A try for an unknown name costs the
// same work.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "loop/worker.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

inline constexpr std::size_t kPasswordMin = 12;     // bytes; what NIST SP 800-63B asks and a little
inline constexpr std::size_t kPasswordMax = 256;    // bytes; scrypt reads them all
inline constexpr std::size_t kNamesTriedMax = 256;  // above it all new names share one delay

struct OperatorSignIn {
  enum class Outcome { accepted, wrong, wait, busy };
  Outcome outcome = Outcome::wrong;
  bool known = false;  // the name is somebody's; never told to the caller
  std::chrono::seconds wait{};
};

class Operators {
 public:
  // `key` is a secret that is not in the store. All references outlive this.
  Operators(Loop& loop, Worker& slow, Store& store, const Digest& key, const Clock& clock,
            Random& random);
  ~Operators();

  // `refused` says what is wrong with name or password, or that the name is taken.
  void add(const std::string& name, std::string password, Done<void> done);
  void remove(const std::string& name, Done<void> done);
  void on_removed(std::function<void(const std::string& name)> callback);

  void sign_in(std::string name, std::string password,
               std::move_only_function<void(OperatorSignIn)> done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::hub
