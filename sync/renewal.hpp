// Renewal gets a device its next certificate from the hub that it is enrolled at, without anybody's
// help: a new key is made here, and the request travels over TLS with the present certificate; when
// that has expired, with a proof that its key is still held (RFC 7030 calls this re-enrolment).
//
// What comes is written into the second slot of the identity's folder, and used there for a real
// handshake with the hub and the broker; only then the slots change places. So the identity that
// works stays until another one has worked, and whatever ends the program in between leaves one
// that does: a start finds what was written and goes on from there.
//
// One attempt. Loop thread. It ends with `done`, once, or in silence when it is destroyed first.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "core/result.hpp"
#include "loop/loop.hpp"
#include "sync/enrol/contact.hpp"
#include "sync/enrol/identity.hpp"
#include "sync/https/client.hpp"

namespace touchpoint::sync {

struct RenewalOrder {
  Identity current;
  // Whether the broker must have accepted the new identity, too. Not while it cannot be reached
  // with the present one either: a broker that is away must not let a certificate expire.
  bool by_broker = false;
  bool by_proof = false;                      // the present certificate is of no use for TLS
  std::chrono::milliseconds timeout{30'000};  // for each answer
  std::optional<Proxy> proxy{};               // the only way to the hub
};

class Renewal {
 public:
  // The identity that is now the device's. Errors: `retry_later`: the way there; `misconfigured`:
  // the hub takes the present or the new certificate no more; `refused`: what came was not for us.
  using Done = std::move_only_function<void(Result<Identity>)>;

  static std::unique_ptr<Renewal> start(Loop& loop, const Contact& contact, RenewalOrder order,
                                        Done done);
  ~Renewal();

 private:
  struct State;
  explicit Renewal(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::sync
