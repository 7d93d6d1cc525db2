// Wake gets a thread out of poll(): an eventfd to wait on, beside whatever else it waits for.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

namespace touchpoint::sync {

class Wake {
 public:
  Wake() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~Wake() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  int descriptor() const { return descriptor_; }  // readable once signalled; -1: none left
  void signal() const { ::eventfd_write(descriptor_, 1); }  // any thread
  void clear() const {
    eventfd_t count = 0;
    ::eventfd_read(descriptor_, &count);
  }

 private:
  int descriptor_;
};

}  // namespace touchpoint::sync
