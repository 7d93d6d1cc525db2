// What staff have answered in all stores, as far as it was applied.
#pragma once

#include <vector>

#include "sync/hub/staff_voices.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

Result<std::vector<StaffAnswer>> all_staff_answers(Session& session);

}  // namespace touchpoint::hub
