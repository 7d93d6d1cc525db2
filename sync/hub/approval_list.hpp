// The list by which a chain announces its devices: CSV with a head of device,store and perhaps
// fingerprint (of the device's key, as touchpointctl identity prints it). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/hub/store.hpp"

namespace touchpoint::hub {

inline constexpr std::size_t kApprovalsMax = 5000;  // lines of one list

struct ApprovalList {
  std::vector<Expected> devices;
  std::vector<std::string> problems;  // "<name>:<line>: …", one for each line that is wrong
};
// `name` of the file, for the problems. With any problem nothing of the list is to be used.
ApprovalList read_approvals(std::string_view csv, const std::string& name);

}  // namespace touchpoint::hub
