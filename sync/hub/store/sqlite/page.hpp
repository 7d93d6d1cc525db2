// A page of the change feed as a device is given it. On the store's thread.
#pragma once

#include "sync/hub/store.hpp"

namespace touchpoint::hub {

struct Tables;

Result<sync::ChangePage> read_page(Tables& tables, const ChangeQuery& query);

}  // namespace touchpoint::hub
