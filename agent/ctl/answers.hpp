// What goes over the control socket, as plain values: questions made, answers understood.
// Boost.JSON stays behind this header.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/status.hpp"

namespace touchpoint::ctl {

// {"verb":<verb>, <member>:<text> …} on one line.
std::string question(std::string_view verb,
                     const std::vector<std::pair<std::string_view, std::string_view>>& members);

struct Status {
  DeviceStatus device;
  std::vector<std::string> notices;  // sentences about what needs a person
};
struct StaffMember {
  std::string name;
  std::string display_name;
  std::string role;
  bool disabled = false;
};

// Each is `damaged` when the answer is not of that shape.
Result<Status> status_from(std::string_view answer);
Result<std::vector<StaffMember>> staff_from(std::string_view answer);
Result<std::string> token_from(std::string_view answer);
Result<std::vector<std::string>> token_names_from(std::string_view answer);

}  // namespace touchpoint::ctl
