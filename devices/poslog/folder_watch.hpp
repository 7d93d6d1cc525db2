// FolderWatch says when something in a folder may have changed (inotify). Where nothing tells, as
// on a network's file system, it stays silent: whoever uses it looks by the clock as well.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "loop/loop.hpp"

namespace touchpoint::devices {

class FolderWatch {
 public:
  FolderWatch(Loop& loop, const std::filesystem::path& folder, std::function<void()> changed);
  ~FolderWatch();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::devices
