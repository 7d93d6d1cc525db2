// Approvals keeps which devices may enrol by their key instead of a token: announced by name, and
// with the key that an operator has compared or that came with the announcement.
#pragma once

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/access.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

class Approvals {
 public:
  Approvals(Session& session, Access& access) : session_(session), access_(access) {}

  Result<void> expect(const std::vector<Expected>& devices, WallTime now);
  Result<KeyVerdict> check(const KeyUse& use, WallTime now);
  Result<KeyVerdict> redeem(const KeyUse& use, WallTime now);
  Result<std::vector<PendingKey>> pending();
  Result<void> decide(const KeyDecision& decision, WallTime now);
  Result<void> forget(const std::string& device);

 private:
  Result<KeyVerdict> note_pending(const KeyUse& use, WallTime now);

  Session& session_;
  Access& access_;
};

}  // namespace touchpoint::hub
