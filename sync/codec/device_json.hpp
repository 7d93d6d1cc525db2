// The smaller things that a device and the hub tell each other: state, refusals, the store's
// devices, enrolment (CONTRACT.md, "State", "Up", "Down", "Doors").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/status.hpp"
#include "sync/codec/receipt.hpp"
#include "sync/ports.hpp"

namespace touchpoint::sync {

// What the rest of a device says of itself; a device that cannot tell says nothing.
struct DeviceCondition {
  std::optional<WallTime> oldest_unsent{};   // when the oldest row of the queue was recorded
  std::optional<WallTime> profiles_as_of{};  // of its replica
  std::optional<std::int64_t> disk_free{};   // bytes, where the journal is
};

struct DeviceState {
  std::string version;
  std::string journal;
  std::int64_t first_kept = 1;
  std::int64_t last = 0;
  std::int64_t queue = 0;
  ClockQuality clock_quality = ClockQuality::unset;
  WallTime at{};
  std::optional<WallTime> certificate_until{};
  DeviceCondition condition{};
};
std::string to_json(const DeviceState& state);  // "online":true
inline constexpr std::string_view kOfflineState = R"({"online":false})";

std::string to_json(const std::vector<Refusal>& refusals);
Result<std::vector<Refusal>> refusals_from_json(std::string_view json);

std::string to_json(const StoreDevices& devices);
Result<StoreDevices> store_devices_from_json(std::string_view json);

struct BrokerAddress {
  std::string host;
  int port = 8883;

  bool operator==(const BrokerAddress&) const = default;
};

// What the hub gives to a device that enrols.
struct EnrolmentAnswer {
  std::string device;
  std::string store;
  std::string certificate;  // PEM
  std::string ca;           // PEM
  std::vector<PinnedKey> keys;
  std::optional<BrokerAddress> mqtt;  // nullopt: there is no broker
};
std::string enrolment_request(const std::string& device, const std::string& store,
                              const std::string& csr);
// The answer is the same. `certificate` and `proof` only from a device whose certificate has
// expired.
std::string reenrolment_request(const std::string& csr);
std::string reenrolment_request(const std::string& csr, const std::string& certificate,
                                BytesView proof);
// `refused` when a member is missing or a key is not what its `kid` says.
Result<EnrolmentAnswer> enrolment_answer_from_json(std::string_view json);
Result<std::string> ca_from_json(std::string_view json);  // the answer to GET /v1/ca

// hub.json of a device's identity: where its hub is and whose receipts it believes.
struct HubFile {
  std::string url;
  std::vector<PinnedKey> keys;
  std::optional<BrokerAddress> mqtt;
  WallTime enrolled_at{};
  std::string replaces{};  // fingerprint of the certificate that this one follows; empty: none
};
std::string to_json(const HubFile& file);
Result<HubFile> hub_file_from_json(std::string_view json);

}  // namespace touchpoint::sync
