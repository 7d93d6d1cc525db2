// AccessFile keeps who may sign in and which programs may call, in one small sealed file.
//
// On disk: {"touchpoint_access":1,"sealed":"<base64url>"}, mode 0600. It is replaced whole: written
// beside, synced, renamed over, and the folder synced, so that after a power cut there is the old
// file or the new one. Not thread safe.
//
// Promise: a file that cannot be read is never written over. It is renamed and kept for a person to
// look at, and the device starts with nobody.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "crypto/password.hpp"
#include "crypto/seal.hpp"
#include "web/access/staff.hpp"

namespace touchpoint::web {

struct StaffRecord {
  Staff staff{};
  crypto::Salt salt{};
  Digest verifier{};
  int failures = 0;  // since the last right PIN
  bool disabled = false;
  bool from_hub = false;  // the hub adds, changes and removes them
  // The next try is looked at only then. A boot time, so that setting the clock neither shortens
  // nor lengthens it; in another boot the whole delay begins again.
  BootTime not_before{};
  Uuid boot_id;
  std::optional<Digest> badge{};  // access/badge.hpp
};

struct TokenRecord {
  std::string name;
  Digest digest{};  // SHA-256 of the token
  WallTime added{};
};

// A paired tablet: what it is called here, and what it shows to be let in.
struct TabletRecord {
  std::string name;  // a slug; the touchpoint of what is answered there
  Digest digest{};   // SHA-256 of its token
  WallTime paired{};
  WallTime seen{};  // to the quarter of an hour
};

struct AccessRecords {
  std::vector<StaffRecord> staff;
  std::vector<TokenRecord> tokens;
  std::vector<TabletRecord> tablets{};
  // Were somebody's once, the last at the end: they let nobody in, and are no customer's card.
  std::vector<Digest> former_badges{};
  std::int64_t hub_version = 0;  // of what the hub gave, when it last said who its staff are
};

class AccessFile {
 public:
  AccessFile(std::filesystem::path file, const Digest& staff_key, Random& random);

  struct Loaded {
    AccessRecords records;
    std::string notice;  // one sentence when a file was set aside; empty: all well
  };
  Result<Loaded> load();
  Result<void> save(const AccessRecords& records);

 private:
  Result<AccessRecords> unsealed(std::string_view text);
  Result<std::filesystem::path> set_aside() const;

  std::filesystem::path file_;
  crypto::Sealer sealer_;
};

}  // namespace touchpoint::web
