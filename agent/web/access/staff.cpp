#include "web/access/staff.hpp"

namespace touchpoint::web {

std::string_view to_text(StaffRole role) {
  switch (role) {
    case StaffRole::associate:
      return "associate";
    case StaffRole::supervisor:
      return "supervisor";
    case StaffRole::it:
      return "it";
  }
  return "associate";
}

std::optional<StaffRole> staff_role_from_text(std::string_view text) {
  for (const auto role : {StaffRole::associate, StaffRole::supervisor, StaffRole::it}) {
    if (text == to_text(role)) return role;
  }
  return std::nullopt;
}

}  // namespace touchpoint::web
