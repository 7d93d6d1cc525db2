// A disk that fails when a test says so. failing_disk.cpp stands before the C library's calls, in
// the test program that links it.
#pragma once

#include <cstdint>

namespace touchpoint::support {

class FailingDisk {
 public:
  // The k-th sync from now fails with EIO (1: the next one); with `for_good` all after it, too.
  static void fail_sync(int k, bool for_good = false);
  // Writes find no space.
  static void fill();
  // So many bytes are left to be written; a ballast finds no room unless it fits.
  static void leave(std::int64_t bytes, bool ballast_fits = false);
  // Everything works again.
  static void mend();
  static int syncs_seen();  // since mend()
};

}  // namespace touchpoint::support
