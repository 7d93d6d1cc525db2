// Access keeps who may speak: devices with their certificates, the tokens that let them in, and
// sources. Secrets are never here, only their digests.
#pragma once

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

class Access {
 public:
  explicit Access(Session& session) : session_(session) {}

  // The row of an enrolled device that is not revoked; `refused` else. Notes that it was seen.
  Result<std::int64_t> admit(const Sender& sender, WallTime now);
  Result<void> keep_state(std::int64_t device, const DeviceState& state, WallTime now);
  Result<std::vector<Sender>> devices_of(const std::vector<std::string>& stores);
  Result<void> renew(const Renewed& renewed, WallTime now);
  Result<void> revoke(const std::string& device, WallTime now);
  Result<std::vector<EndedCertificate>> ended(WallTime now);
  Result<void> sweep(WallTime now);

  // A new certificate for this device; all before it end.
  Result<void> enrol(const Sender& sender, const std::string& serial, WallTime until, WallTime now);
  Result<void> grant(const TokenGrant& grant);
  Result<std::vector<OpenToken>> open_tokens(WallTime now);
  Result<void> withdraw(const std::string& token);
  Result<TokenVerdict> check(const TokenUse& use, WallTime now);
  Result<TokenVerdict> redeem(const TokenUse& use, WallTime now);

  Result<void> add(const NewSource& source, WallTime now);
  Result<void> remove(const std::string& name, WallTime now);
  Result<void> rotate(const std::string& name, const Digest& key_digest);
  Result<std::vector<Source>> sources();
  Result<std::optional<Source>> source_of_key(const Digest& digest);
  Result<std::optional<Source>> source_of_name(const std::string& name);

 private:
  Error why_not_admitted(const Sender& sender);
  // Ends the device's certificates but these two (empty: none).
  Result<void> end_all_but(std::int64_t device, const std::string& one, const std::string& other,
                           WallTime now);

  Session& session_;
};

}  // namespace touchpoint::hub
