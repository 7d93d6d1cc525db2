// Contact is what a device remembers of its contact with the hub: a moment that has certainly
// passed (the time floor), and the longest time for which the hub was out of reach.
//
// A clock without a battery starts in 1970, when no certificate is valid yet. So validity is judged
// at the later of the wall clock and the floor. The floor comes from what the hub has dated and
// signed, and from a clock that is disciplined; from there it goes on with the time since boot. It
// is never moved back, and never put beyond the end of this device's own certificate: a clock that
// was wrong once makes this device ask for another certificate, and no more.
//
// Kept in one small file, at most once a day and when it matters. Loop thread.
#pragma once

#include <chrono>
#include <filesystem>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint::sync {

class Contact {
 public:
  // A file that is absent or cannot be read is as good as a new one: the floor is then what the
  // identity's certificate says.
  Contact(std::filesystem::path file, const Clock& clock);

  // The later of the wall clock and the floor.
  WallTime now() const;
  WallTime floor() const;
  std::chrono::seconds longest_outage() const { return longest_outage_; }

  // A certificate of ours begins and ends then: that it begins is the hub's word for the time.
  void has_certificate(WallTime begins, WallTime ends);
  // The hub said, signed, that it was then.
  void heard_at(WallTime at);
  // The hub is out of reach for so long already.
  void away_for(std::chrono::seconds outage);

 private:
  void raise(WallTime moment);
  void keep();

  const std::filesystem::path file_;
  const Clock& clock_;
  WallTime floor_{};  // when it was put there
  BootTime put_{};
  WallTime ends_{};  // of our certificate; none: 1970
  std::chrono::seconds longest_outage_{};
  WallTime kept_floor_{};
  std::chrono::seconds kept_outage_{};
};

}  // namespace touchpoint::sync
