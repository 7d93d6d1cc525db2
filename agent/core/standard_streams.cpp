#include "core/standard_streams.hpp"

#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

namespace touchpoint {

void occupy_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest free number is this one. Opened the wrong way round, so that its use fails.
    const int opened = ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (opened != fd) std::abort();
  }
}

}  // namespace touchpoint
