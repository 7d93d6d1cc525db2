// What the hub does so that its Mosquitto, which knows nothing but the CA, refuses certificates
// that were ended early: it writes the revocation list beside mosquitto.conf and has the broker
// read it.
//
// A list of certificates and not lines in the ACL, because a device that is enrolled again under
// the same name is welcome, and because nobody who was revoked shall get through the TLS handshake.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "sync/hub/folder.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

enum class BrokerNews {
  none,     // there is no broker of ours, or it knows already
  told,     // it has been made to read the new list
  waiting,  // it runs as somebody else, or not at all: it reads the list when it is started again
};

// Loop thread.
class BrokerRevocations {
 public:
  BrokerRevocations(const Folder& folder, const Keys& keys) : folder_(folder), keys_(keys) {}

  // The broker uses the list from its next connection on; what comes over one that is open is
  // stopped by the store.
  Result<BrokerNews> tell(const std::vector<EndedCertificate>& ended, WallTime now);

 private:
  const Folder& folder_;
  const Keys& keys_;
  std::optional<std::vector<std::string>> known_;  // serials that the broker was told
};

}  // namespace touchpoint::hub
