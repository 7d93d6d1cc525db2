// One touchpointd per state folder: two would each believe that the journal is theirs.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace touchpoint {

// Holds the lock as long as it lives; the kernel lets go when the process ends, however it ends.
inline constexpr const char* kStateLockFile = "touchpointd.lock";

class StateLock {
 public:
  // `retry_later` when another process holds it.
  static Result<StateLock> take(const std::filesystem::path& state_folder);
  ~StateLock();
  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&&) = delete;

 private:
  explicit StateLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace touchpoint
