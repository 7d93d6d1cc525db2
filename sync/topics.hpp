// The topics of the contract (CONTRACT.md, "Up", "Down", "State"), in one place for both sides.
#pragma once

#include <string>
#include <string_view>

namespace touchpoint::sync {

// What a device may speak and hear of: "touchpoint/v1/<store>/<device>/".
inline std::string device_topics(std::string_view store, std::string_view device) {
  return std::string("touchpoint/v1/").append(store).append("/").append(device).append("/");
}

inline constexpr std::string_view kEventsTopic = "events/";  // and the batch
inline constexpr std::string_view kStoredTopic = "stored";
inline constexpr std::string_view kNewsTopic = "news";
inline constexpr std::string_view kStateTopic = "state";

}  // namespace touchpoint::sync
