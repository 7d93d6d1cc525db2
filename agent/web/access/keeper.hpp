// Keeper owns the truth about who may sign in or call, and the file it stands in. It works on PINs
// and writes to disk, so once the loop runs it is used on the slow worker only.
//
// Promise: a change is made when it is on disk, or not at all. What a wrong PIN costs is counted in
// any case, and is on disk (where the disk allows) before try_pin returns.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "web/access/access_file.hpp"
#include "web/access/staff.hpp"

namespace touchpoint::web {

inline constexpr std::size_t kStaffMax = 256;         // people at one device
inline constexpr std::size_t kTokensMax = 64;         // programs at one device
inline constexpr std::size_t kFormerBadgesMax = 512;  // then the first is forgotten

class Keeper {
 public:
  Keeper(AccessFile file, const Digest& staff_key, const Clock& clock, Random& random);

  // Returns the notice of a file that was set aside; empty: all well.
  Result<std::string> load();
  const AccessRecords& records() const { return records_; }

  // An unknown name costs the same work as a known one.
  SignIn try_pin(std::string_view name, std::string_view pin);

  // `staff` has been checked. `refused` when the name is taken, or nobody's.
  Result<void> add_staff(const NewStaff& staff);
  Result<void> remove_staff(std::string_view name);
  Result<void> enable_staff(std::string_view name);
  // Takes the place of the one they had. `refused` when it is somebody else's.
  Result<void> give_badge(std::string_view name, const Digest& badge);
  Result<void> take_badge(std::string_view name);
  // The people whom the hub gives are these and no others; one of them takes the place of anybody
  // of that name who was added here. Returns whose sessions end: the name is nobody's any more, or
  // has another PIN or role.
  Result<std::vector<std::string>> take_hub_staff(const std::vector<HubStaff>& given,
                                                  std::int64_t version);
  Result<void> add_token(const TokenRecord& token);
  Result<void> remove_token(std::string_view name);
  // Takes the place of a tablet of that name, whose token is then worth nothing.
  Result<void> add_tablet(const TabletRecord& tablet);
  Result<void> remove_tablet(std::string_view name);
  Result<void> saw_tablets(const std::map<std::string, WallTime>& seen);

 private:
  Result<void> commit(AccessRecords next);

  AccessFile file_;
  Digest staff_key_;
  const Clock& clock_;
  Random& random_;
  AccessRecords records_;
};

}  // namespace touchpoint::web
