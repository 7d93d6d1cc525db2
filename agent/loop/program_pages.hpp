// A program that waits all day keeps in memory what its start and its last hard hour touched: code
// and constant data of itself and its libraries. Those pages are copies of files; letting them go
// costs a minor fault each when they are wanted again, and the kernel need not look for somebody to
// take memory from.
#pragma once

#include <cstddef>

namespace touchpoint {

// Takes the read-only pages of the program and its libraries out of this process; they stay in the
// page cache. Returns how many bytes were offered. Any thread, at any time.
std::size_t let_program_pages_go() noexcept;

}  // namespace touchpoint
