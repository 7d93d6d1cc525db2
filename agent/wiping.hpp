// Wiping takes a device out of service: first the keys, without which nothing on the disk can be
// read, then everything else. It is refused while the hub does not have every row, unless whoever
// asks accepts that loss; and the hub hears of it by an event, when it can be reached.
//
// From the keys on there is no way back: a start that finds the mark of an unfinished wipe finishes
// it, and begins as a new device. Loop thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "config/agent_config.hpp"
#include "control/control.hpp"
#include "core/clock.hpp"
#include "core/status.hpp"
#include "loop/loop.hpp"

namespace touchpoint {

class Wiping {
 public:
  struct Callbacks {
    std::function<DeviceStatus()> status;
    std::function<void(std::string type, std::string data, Task then)> record;
    std::function<void()> close_doors;  // nobody is told of anything recorded from then on
    std::function<void()> leave;        // ends the program, in a moment
  };

  Wiping(Loop& loop, const Clock& clock, const config::Config& config, Callbacks callbacks)
      : loop_(loop), clock_(clock), config_(config), callbacks_(std::move(callbacks)) {}

  // `name` is the device's, as whoever asks has typed it. → {"lost":0,"key_left":""}: rows that the
  // hub does not have, and the file of the key where it is not this program's to remove.
  void wipe(const std::string& name, bool lose_unsent, const control::ReplyPtr& reply);

 private:
  void wait_for_hub(bool lose_unsent, const control::ReplyPtr& reply);
  void destroy(const control::ReplyPtr& reply);

  Loop& loop_;
  const Clock& clock_;
  const config::Config& config_;
  Callbacks callbacks_;
  bool under_way_ = false;
  BootTime patience_ends_{};
  Timer look_;
};

// Removes what a wipe that has come to the keys has left in the state folder, if there was one. The
// caller holds the folder's lock.
Result<void> finish_wipe(const std::filesystem::path& state_folder);

}  // namespace touchpoint
