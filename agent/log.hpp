// The log: one line a fact, to standard error, where systemd's journal takes it. Never personal
// data, never a secret, never what a customer showed.
#pragma once

#include <string>

namespace touchpoint {

void start_log(const std::string& level);  // "debug", "info", "warning", "error"

}  // namespace touchpoint
