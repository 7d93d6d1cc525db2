// Runs another program and takes what it prints.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace touchpoint::ctl {

// `arguments` begins with the program's path; it gets no input, its complaints are dropped. Its
// output, cut at `bytes_max`; `retry_later` when it cannot be started, does not end within
// `patience` (it is killed then), or ends with another code than 0.
Result<std::string> run_program(const std::vector<std::string>& arguments,
                                std::chrono::milliseconds patience, std::size_t bytes_max);

}  // namespace touchpoint::ctl
