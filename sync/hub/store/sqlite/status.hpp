// How the hub is, read in one transaction.
#pragma once

#include "sync/hub/store/sqlite/store_thread.hpp"

namespace touchpoint::hub {

// Of one store; "": of all.
Result<std::vector<DeviceStatus>> read_fleet(Tables& tables, const std::string& store);
Result<HubStatus> read_status(Tables& tables);
Result<StoreTotals> read_totals(Tables& tables);

}  // namespace touchpoint::hub
