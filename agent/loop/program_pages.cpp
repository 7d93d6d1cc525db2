#include "loop/program_pages.hpp"

#include <cstdint>

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace touchpoint {
namespace {

struct Offered {
  std::uintptr_t page;
  std::size_t bytes = 0;
};

// Segments that may be written hold what was relocated, and are kept.
int offer(dl_phdr_info* object, std::size_t, void* context) {
  auto& offered = *static_cast<Offered*>(context);
  // The program's own name is empty; what has another name without a slash is the kernel's.
  if (*object->dlpi_name != '\0' && *object->dlpi_name != '/') return 0;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = object->dlpi_addr + segment.p_vaddr;
    const std::uintptr_t first = (begin + offered.page - 1) / offered.page * offered.page;
    const std::uintptr_t end = (begin + segment.p_memsz) / offered.page * offered.page;
    if (first >= end) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    if (::madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED) == 0) {
      offered.bytes += end - first;
    }
  }
  return 0;
}

}  // namespace

std::size_t let_program_pages_go() noexcept {
  Offered offered{.page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE))};
  ::dl_iterate_phdr(&offer, &offered);
  return offered.bytes;
}

}  // namespace touchpoint
