// Access knows who may sign in at this device and which programs may call it. The names belong to
// people; a PIN is kept only as a verifier and a token only as a digest.
//
// It lives on the loop thread. PINs are worked on, and the file is written, on the slow worker,
// which keeps the truth; the loop has a copy to look at. Every callback comes back on the loop.
//
// Promise: what a wrong PIN costs (a failure counted, a delay, in the end the account disabled) is
// on disk before the answer is given, so that switching the device off buys no more tries.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "loop/worker.hpp"
#include "web/access/staff.hpp"
#include "web/ports.hpp"

namespace touchpoint::web {

class Access {
 public:
  // Reads `access.json` in `folder`; blocks, so it is called before the loop runs. A file that
  // cannot be understood is set aside (see notice()); one that cannot be read is an error.
  static Result<std::unique_ptr<Access>> open(Loop& loop, Worker& slow, const Clock& clock,
                                              Random& random, const std::filesystem::path& folder,
                                              const Digest& staff_key);
  ~Access();

  // One sentence for the operator when the file had to be set aside; else empty.
  const std::string& notice() const;

  // An unknown name costs the same work as a known one.
  void sign_in(std::string name, std::string pin, std::move_only_function<void(SignIn)> done);
  // Who shows this badge, and whether that is enough: for `alone_for` since they last gave their
  // PIN here, in this run, and never when a wrong PIN has been given since. Of ten badges in a row
  // that are nobody's none is enough any more until each has given the PIN again.
  BadgeTry try_badge(std::string_view code, std::chrono::seconds alone_for);
  // Is or was somebody's badge: nobody's card, and not to be recorded.
  bool is_badge(std::string_view code) const;
  // `refused` when it cannot be one, or is somebody else's.
  void give_badge(std::string name, std::string_view code, Done<void> done);
  void take_badge(std::string name, Done<void> done);
  // The name of the program whose token this is; empty: nobody's.
  std::string program_of(std::string_view token) const;
  // Called when somebody may not go on: removed. Their sessions end.
  void on_staff_removed(std::function<void(const std::string& name)> callback);

  // For the control socket. `refused` says what is wrong with a value, `retry_later` that the slow
  // worker is busy; an error of the file leaves everything as it was.
  struct StaffEntry {
    Staff staff;
    int failures = 0;
    bool disabled = false;
    bool from_hub = false;
    bool badge = false;
  };
  struct TokenEntry {
    std::string name;
    WallTime added{};
  };
  void staff_add(NewStaff staff, Done<void> done);
  void staff_remove(std::string name, Done<void> done);
  void staff_enable(std::string name, Done<void> done);  // and forgets its failures
  // These and no others are the hub's; sessions of those who are not any more end.
  // `version` is that of what the hub gave, and is kept with them.
  void take_hub_staff(std::vector<HubStaff> staff, std::int64_t version, Done<void> done);
  std::int64_t hub_version() const;
  std::vector<StaffEntry> staff_list() const;                // by name
  void token_add(std::string name, Done<std::string> done);  // the token, told this once
  void token_remove(std::string name, Done<void> done);
  std::vector<TokenEntry> token_list() const;  // by name

  // A tablet is let in by a token of its own. One that is paired under a name again takes the place
  // of the one before.
  struct TabletEntry {
    std::string name;
    WallTime paired{};
    WallTime seen{};
  };
  void tablet_add(std::string name, Done<std::string> done);  // the token, told this once
  void tablet_remove(std::string name, Done<void> done);
  // The name of the tablet whose token this is, which has been seen by that; empty: nobody's.
  std::string tablet_of(std::string_view token);
  std::vector<TabletEntry> tablet_list() const;  // by name

 private:
  struct State;
  explicit Access(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::web
