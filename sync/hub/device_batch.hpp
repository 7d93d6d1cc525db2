// Reads a batch that a device sent, by either transport, and looks at each row by itself
// (CONTRACT.md, "Events"). Pure functions.
#pragma once

#include <string>

#include "core/result.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

bool is_batch_name(std::string_view text);  // 1–32 of a-z, 0-9

// `refused` when it is not a batch at all: no array, another journal in each half, a row whose
// place cannot be read. A row that is wrong in itself carries its problem.
Result<DeviceBatch> read_device_batch(Sender sender, std::string batch, std::string body);

}  // namespace touchpoint::hub
