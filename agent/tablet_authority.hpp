// TabletAuthority is the small CA that this device makes itself, so that tablets can tell it from
// somebody else on the store's network, and the certificate that its door shows. It vouches for the
// configured names and nothing else, so that a stolen one is worth nothing elsewhere.
//
// All four texts stand in one sealed file in the state folder, replaced as a whole. Reads and
// writes files: for the slow worker.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "crypto/seal.hpp"

namespace touchpoint {

struct TabletPapers {
  std::string authority;  // PEM: whom tablets trust
  std::string authority_key;
  std::string certificate;  // PEM: what the door shows
  std::string private_key;
  WallTime authority_ends{};
  WallTime renew_at{};
  std::string notice;  // one sentence when tablets must be given a new authority; else empty
};

class TabletAuthority {
 public:
  TabletAuthority(std::filesystem::path file, const Digest& key, Random& random);

  // What is kept, as long as it will do: the authority for ten years and these names, the
  // certificate for 90 days, of which the last 30 are for renewing it.
  Result<TabletPapers> papers(const std::string& device, const std::vector<std::string>& names,
                              WallTime now);

 private:
  Result<TabletPapers> read();
  Result<void> write(const TabletPapers& papers);

  std::filesystem::path file_;
  crypto::Sealer sealer_;
};

}  // namespace touchpoint
