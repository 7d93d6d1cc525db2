// The people who may sign in at a device, as plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/password.hpp"

namespace touchpoint::web {

// An associate serves customers; a supervisor does, and looks after staff and figures; IT looks
// after the device and sees no customer.
enum class StaffRole { associate, supervisor, it };
std::string_view to_text(StaffRole role);
std::optional<StaffRole> staff_role_from_text(std::string_view text);

struct Staff {
  std::string name;          // a slug; what is typed
  std::string display_name;  // what is shown
  StaffRole role = StaffRole::associate;
};

struct NewStaff {
  std::string name;
  std::string display_name;  // 1 to 64 bytes
  StaffRole role = StaffRole::associate;
  std::string pin;
};

// Somebody whom the hub gives: a PIN as far as the hub can stretch it.
struct HubStaff {
  Staff staff{};
  crypto::Salt salt{};
  Digest stretched{};
};

// What came of an attempt to sign in.
struct SignIn {
  enum class Outcome {
    accepted,
    wrong,     // the name or the PIN
    disabled,  // too many failures; `staff_enable` ends it
    wait,      // after failures, or while another try is under way
    busy,      // the slow worker's queue is full
  };
  Outcome outcome = Outcome::wrong;
  Staff staff{};       // accepted
  bool known = false;  // the name is somebody's; never told to the caller
  std::chrono::seconds wait{};
};

// What came of showing a badge.
struct BadgeTry {
  enum class Outcome {
    accepted,    // they gave their PIN a short while ago
    pin,         // who it is; the PIN is asked for
    disabled,    // as of SignIn
    taken_away,  // it was somebody's
    unknown,     // it is no badge of this store
  };
  Outcome outcome = Outcome::unknown;
  Staff staff{};  // accepted, pin, disabled
};

}  // namespace touchpoint::web
