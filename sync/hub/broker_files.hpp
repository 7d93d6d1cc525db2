// A Mosquitto that is ready for a hub: its certificate, its configuration and who may speak about
// what (CONTRACT.md, "Up" and "Down"). `mosquitto -c <folder>/mosquitto/mosquitto.conf` runs it.
#pragma once

#include "core/result.hpp"
#include "sync/hub/folder.hpp"

namespace touchpoint::hub {

Result<void> write_broker_files(const Folder& folder, const sync::Authority& authority,
                                const sync::Authority& broker, int port, WallTime now);

}  // namespace touchpoint::hub
