#include "web/access/staff.hpp"

namespace touchpoint::web {

std::string_view to_text(StaffRole role) {
  return role == StaffRole::supervisor ? "supervisor" : "associate";
}

std::optional<StaffRole> staff_role_from_text(std::string_view text) {
  for (const auto role : {StaffRole::associate, StaffRole::supervisor}) {
    if (text == to_text(role)) return role;
  }
  return std::nullopt;
}

}  // namespace touchpoint::web
