// Findings are what is not as it should be with a device: the one judgement that `status`, the
// console and whoever reads their JSON share, so that nobody sees a device well that another sees
// sick. Pure functions.
//
//   {"code":"offline","weight":"watch","since":"…"}     since, oldest: times; count: rows;
//   {"code":"disk","weight":"act","bytes":20971520}     bytes: free; version: the device's
//   {"code":"settings_refused","weight":"watch","since":"…","number":12,"reason":"…"}
//
// A device that says nothing of something (an older one, or one without a broker) is not judged by
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/clock.hpp"
#include "core/status.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

struct FleetTerms {
  std::string version;  // the hub's own; a device below it is old
  std::chrono::seconds certificate_valid = std::chrono::days{365};
};

// The gravest first. A revoked device has none: nothing is expected of it.
boost::json::array findings_of(const DeviceStatus& device, const boost::json::object& state,
                               const FleetTerms& terms, WallTime now);

// Whether a finding keeps a device from its work, so that the store's staff hear of it; what else
// there is, such as an old version, is for those who look after the fleet.
bool concerns_store(const boost::json::object& finding);

// How the devices of a store are, for its staff. Revoked ones do not count.
StoreDevices store_devices(const std::vector<DeviceStatus>& devices, const FleetTerms& terms,
                           WallTime now);

// "offline since 2025-11-20T10:00:00.000Z".
std::string in_words(const boost::json::object& finding);

// Whether dotted number `one` is below `other` ("0.9.2" < "0.10").
bool is_older_version(std::string_view one, std::string_view other);

}  // namespace touchpoint::hub
